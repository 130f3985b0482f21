// Everything that a person can set. Each setting takes effect at once.
import { PEN_WIDTHS } from '../drawing/drawing.js';
import { changeSettings, type Settings, settings, THEMES } from '../settings/settings.js';
import { closeDialog } from './dialogs.js';
import { Modal } from './modal.js';

const THEME_NAMES = { system: 'System', light: 'Light', dark: 'Dark' } as const;

function ThemeChoice() {
  return (
    <fieldset class="choice">
      <legend>Theme</legend>
      <div class="choice-options">
        {THEMES.map((theme) => (
          <label key={theme} class="choice-option">
            <input
              type="radio"
              name="theme"
              checked={settings.value.theme === theme}
              onChange={() => changeSettings({ theme })}
            />
            <span>{THEME_NAMES[theme]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type Switch = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

function SwitchRow({ name, title, about }: { readonly name: Switch; readonly title: string; readonly about: string }) {
  return (
    <label class="setting">
      <span>
        <span class="setting-title">{title}</span>
        <span class="setting-about">{about}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={settings.value[name]}
        class="switch"
        checked={settings.value[name]}
        onChange={({ currentTarget }) => changeSettings({ [name]: currentTarget.checked })}
      />
    </label>
  );
}

export default function SettingsDialog() {
  return (
    <Modal title="Settings" onClose={closeDialog}>
      <ThemeChoice />
      <label class="setting">
        <span>
          <span class="setting-title">Pen width</span>
          <span class="setting-about">Only looks: the model inks every drawing with a pen of its own.</span>
        </span>
        <input
          type="range"
          min={PEN_WIDTHS.least}
          max={PEN_WIDTHS.most}
          value={settings.value.penWidth}
          onInput={({ currentTarget }) => changeSettings({ penWidth: Number(currentTarget.value) })}
        />
      </label>
      <SwitchRow name="live" title="Read while drawing" about="The answer changes with every stroke." />
      <SwitchRow name="autoSubmit" title="Submit by itself" about="Once the pen has rested for a moment." />
      <SwitchRow
        name="leftHanded"
        title="Left-handed"
        about="On wide screens, the canvas stands on the right of the answer."
      />
      <SwitchRow name="shortcuts" title="Single-key shortcuts" about="Such as a digit for what it really was." />
    </Modal>
  );
}

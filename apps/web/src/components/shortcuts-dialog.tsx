// The list of keys.
import { closeDialog } from './dialogs.js';
import { Modal } from './modal.js';

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Enter'], 'Submit'],
  [['Ctrl', 'Z'], 'Undo'],
  [['Ctrl', 'Shift', 'Z'], 'Redo'],
  [['Esc'], 'Clear'],
  [['0', '…', '9'], 'Say which digit it really was; again takes it back'],
  [['E'], 'Eraser, and back to the pen'],
  [['[', ']'], 'A thinner, a thicker pen'],
  [['P'], 'Read a picture instead'],
  [['W'], 'Look inside: why this answer'],
  [['?'], 'This list'],
];

const ON_CANVAS: typeof KEYS = [
  [['←', '↑', '→', '↓'], 'Move the pen; two at once move it slantwise'],
  [['Shift', '←'], 'Move it by a little'],
  [['Space'], 'Put it down, lift it'],
];

function KeyList({ keys }: { readonly keys: typeof KEYS }) {
  return (
    <dl class="keys">
      {keys.map(([names, what]) => (
        <div key={what} class="keys-row">
          <dt>
            {names.map((name) => (
              <kbd key={name}>{name}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

export default function ShortcutsDialog() {
  return (
    <Modal title="Keyboard" onClose={closeDialog}>
      <KeyList keys={KEYS} />
      <h3>With the canvas in focus</h3>
      <KeyList keys={ON_CANVAS} />
    </Modal>
  );
}

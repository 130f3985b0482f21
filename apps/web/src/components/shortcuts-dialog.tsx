// The list of keys that do something on the view at hand.
import { closeDialog } from './dialogs.js';
import { Modal } from './modal.js';

/** The key that goes with letters, as it is called where the browser is. */
const COMMAND = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘' : 'Ctrl';

type Keys = readonly (readonly [keys: readonly string[], what: string])[];

const LIST: Keys[number] = [['?'], 'This list'];
const LABEL = 'Say which digit it really was; again takes it back';

const DRAWING: Keys = [
  [['Enter'], 'Submit'],
  [[COMMAND, 'Z'], 'Undo'],
  [[COMMAND, 'Shift', 'Z'], 'Redo'],
  [['Esc'], 'Clear; so does Delete'],
  [['0', '…', '9'], LABEL],
  [['E'], 'Eraser, and back to the pen'],
  [['[', ']'], 'A thinner, a thicker pen'],
  [['P'], 'Read a picture instead'],
  [['W'], 'Look inside: why this answer'],
  LIST,
];

const ON_CANVAS: Keys = [
  [['←', '↑', '→', '↓'], 'Move the pen; two at once move it slantwise'],
  [['Shift', '←'], 'Move it by a little'],
  [['Space'], 'Put it down, lift it'],
];

const ELSEWHERE: Keys = [[['0', '…', '9'], `${LABEL}: here, or of a prediction in the list that has the focus`], LIST];

function KeyList({ keys }: { readonly keys: Keys }) {
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
  const isDrawing = document.getElementById('drawing') !== null;
  return (
    <Modal title="Keyboard" onClose={closeDialog}>
      <KeyList keys={isDrawing ? DRAWING : ELSEWHERE} />
      {isDrawing && (
        <>
          <h3>With the canvas in focus</h3>
          <KeyList keys={ON_CANVAS} />
        </>
      )}
    </Modal>
  );
}

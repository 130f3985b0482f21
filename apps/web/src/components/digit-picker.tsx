// Ten buttons to say which digit a drawing really is; the pressed one takes it back.
interface DigitPickerProps {
  /** The group's name for assistive technology. */
  readonly label: string;
  /** The digit that is pressed, if any. */
  readonly value: number | null;
  readonly disabled?: boolean;
  readonly describedBy?: string;
  readonly onPick: (digit: number) => void;
}

export const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

export function DigitPicker({ label, value, disabled = false, describedBy, onPick }: DigitPickerProps) {
  return (
    <fieldset class="digit-picker" aria-label={label} aria-describedby={describedBy}>
      {DIGITS.map((digit) => (
        <button
          key={digit}
          type="button"
          class="digit-button"
          disabled={disabled}
          aria-pressed={value === digit}
          onClick={() => onPick(digit)}
        >
          {digit}
        </button>
      ))}
    </fieldset>
  );
}

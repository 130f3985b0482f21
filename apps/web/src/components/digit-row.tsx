// The digits of a picture of several, each with how sure it is.
import type { PictureDigit } from '@digits/contract/client';
import { formatPercentage } from '../format/percentage.js';

export function DigitRow({ digits }: { readonly digits: readonly PictureDigit[] }) {
  return (
    <div class="digit-row-frame">
      <ol
        class="digit-row"
        data-testid="digits"
        aria-label="Digits of the picture"
        style={{ '--count': digits.length }}
      >
        {digits.map(({ digit, confidence, box }) => (
          <li key={`${box.left} ${box.top}`}>
            <span class="digit-row-digit">{digit ?? '–'}</span>
            <span class="digit-row-confidence">{digit === null ? 'not a digit' : formatPercentage(confidence)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

// A picture where the canvas is otherwise, with a frame around each digit that was found in it.
import { useSignal } from '@preact/signals';
import { answer } from '../state/answer-state.js';
import { closePicture, type Picture } from '../state/picture-state.js';
import { CloseIcon } from './icons.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Frames in the picture's own pixels, laid over it. */
function Boxes({ width, height }: Size) {
  const digits = answer.value?.digits ?? [];
  return (
    <svg class="picture-boxes" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {digits.map(({ box }) => (
        <rect key={`${box.left} ${box.top}`} x={box.left} y={box.top} width={box.width} height={box.height} />
      ))}
    </svg>
  );
}

export function PicturePad({ picture }: { readonly picture: Picture }) {
  const size = useSignal<Size | null>(null);
  /** What the server reads, the browser may not, and the other way round. */
  const isBroken = useSignal(false);
  return (
    <div class="picture-pad">
      <img
        class="picture"
        src={picture.source}
        alt={picture.name}
        hidden={isBroken.value}
        onError={() => (isBroken.value = true)}
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => (size.value = { width, height })}
      />
      {size.value && <Boxes {...size.value} />}
      <button type="button" class="button is-quiet picture-close" onClick={closePicture}>
        <CloseIcon />
        <span>Back to drawing</span>
      </button>
    </div>
  );
}

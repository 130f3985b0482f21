// The camera: its picture, and a button that takes it. The camera is off again as soon as this is gone.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

interface CameraProps {
  readonly onPicture: (file: Blob, name: string) => void;
  readonly onClose: () => void;
}

function sentenceFor(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError')
    return 'The camera may not be used by this page. Allow it in the browser, or choose a file.';
  if (name === 'NotFoundError') return 'No camera was found. Choose a file instead.';
  return 'The camera cannot be used just now. Choose a file instead.';
}

async function openCamera(): Promise<MediaStream> {
  // Missing on http, other than localhost.
  if (!navigator.mediaDevices) throw new Error('There is no access to cameras without https.');
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
}

function takePicture(video: HTMLVideoElement, onPicture: CameraProps['onPicture']): void {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  canvas.toBlob((file) => file && onPicture(file, 'The photograph'), 'image/jpeg', 0.92);
}

/** What had the focus is gone: it moves on to this. */
const focusOn = (element: HTMLElement | null) => element?.focus();

export function Camera({ onPicture, onClose }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const error = useSignal('');
  const isReady = useSignal(false);

  useEffect(() => {
    let stream: MediaStream | null = null;
    let isGone = false;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    openCamera().then(
      (opened) => {
        stream = opened;
        if (isGone) stop();
        else if (video.current) video.current.srcObject = opened;
      },
      (problem: unknown) => {
        error.value = sentenceFor(problem);
      },
    );
    return () => {
      isGone = true;
      stop();
    };
  }, []);

  return (
    <div class="camera">
      {error.value ? (
        <p class="form-error" role="alert">
          {error.value}
        </p>
      ) : (
        <video
          ref={video}
          class="camera-picture"
          autoPlay
          playsInline
          muted
          aria-label="What the camera sees"
          onLoadedData={() => (isReady.value = true)}
        />
      )}
      <div class="dialog-actions">
        <button ref={focusOn} type="button" class="button" onClick={onClose}>
          Back
        </button>
        <button
          type="button"
          class="button is-primary"
          disabled={!isReady.value}
          onClick={() => video.current && takePicture(video.current, onPicture)}
        >
          Take the picture
        </button>
      </div>
    </div>
  );
}

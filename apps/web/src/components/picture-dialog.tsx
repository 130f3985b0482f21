// The ways to give a picture in place of a drawing: a file, the camera, an address on the web.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { blobOf } from '../picture/picture-file.js';
import { submitPicture } from '../picture/submit-picture.js';
import { client } from '../state/api.js';
import { sentenceFor } from '../state/request-errors.js';
import { Camera } from './camera.js';
import { closeDialog } from './dialogs.js';
import { Modal } from './modal.js';

function FileChoice() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button is-primary" onClick={() => input.current?.click()}>
        Choose a file
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        data-testid="picture-file"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void submitPicture(file, file.name);
        }}
      />
    </>
  );
}

/** An address as people write it down. */
const withScheme = (address: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;

function AddressForm() {
  const address = useSignal('');
  const isBusy = useSignal(false);
  const error = useSignal('');
  // Who closes the dialog does not want the picture any more.
  const gone = useRef(new AbortController());
  useEffect(() => () => gone.current.abort(), []);

  async function onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    isBusy.value = true;
    error.value = '';
    try {
      // The server has a time limit of its own.
      const url = withScheme(address.value.trim());
      const { image } = await client.fetchPicture(url, { signal: gone.current.signal });
      void submitPicture(blobOf(image), url);
    } catch (problem) {
      if (!gone.current.signal.aborted) error.value = sentenceFor(problem);
    } finally {
      isBusy.value = false;
    }
  }

  return (
    <form class="address-form" onSubmit={onSubmit}>
      <label for="picture-address">Or its address on the web</label>
      <div class="address-line">
        <input
          id="picture-address"
          class="text-input"
          type="text"
          inputMode="url"
          autocomplete="url"
          autocapitalize="none"
          spellcheck={false}
          required
          placeholder="https://…"
          value={address.value}
          aria-describedby="picture-address-error"
          onInput={({ currentTarget }) => {
            address.value = currentTarget.value;
          }}
        />
        <button type="submit" class="button" aria-busy={isBusy.value}>
          {isBusy.value ? 'Fetching…' : 'Fetch'}
        </button>
      </div>
      <p id="picture-address-error" class="form-error" role="alert">
        {error.value}
      </p>
    </form>
  );
}

export default function PictureDialog() {
  const isCameraOn = useSignal(false);
  return (
    <Modal title="Read a picture" onClose={closeDialog}>
      {isCameraOn.value ? (
        <Camera onPicture={submitPicture} onClose={() => (isCameraOn.value = false)} />
      ) : (
        <>
          <p class="dialog-about">
            Of one digit or a row of them: drawn, scanned or photographed. You can also drop one on the page, or paste
            it.
          </p>
          <div class="picture-choices">
            <FileChoice />
            <button type="button" class="button" onClick={() => (isCameraOn.value = true)}>
              Use the camera
            </button>
          </div>
          <AddressForm />
        </>
      )}
    </Modal>
  );
}

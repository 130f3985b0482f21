// All that a page needs to run a model: what of it is shipped is weighed.
export { createForward } from '@digits/recognizer';

// Whether the person looks inside the network.
import { signal } from '@preact/signals';

export const isLookingInside = signal(false);

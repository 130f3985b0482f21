// The two loops in which nearly all the time goes, as each runtime has them.

/** What a kernel works on. All places are in elements of 4 bytes; tables hold such places as int32. */
export interface KernelCall {
  /** Output pixels. */
  readonly pixels: number;
  /** Table: where each output pixel's window begins. */
  readonly inputs: number;
  /** Table: where each output pixel is. */
  readonly outputs: number;
  /** How many runs of values a window consists of. */
  readonly taps: number;
  /** Table: from a window's beginning to each of its runs. */
  readonly tapOffsets: number;
  /** Values in a run. `convolveDepthwise` has its channels in a run. */
  readonly run: number;
  /** Output channels, a multiple of 8. */
  readonly channels: number;
  /**
   * For `convolve` in panels of 8 output channels, each [taps, run, 8], so that they are read in order;
   * for `convolveDepthwise` [taps, channels].
   */
  readonly weights: number;
  /** One an output channel. */
  readonly bias: number;
}

export interface Kernels {
  /** Every output channel weighs all values of the window. */
  readonly convolve: (call: KernelCall) => void;
  /** Every output channel weighs its own input channel in the window. */
  readonly convolveDepthwise: (call: KernelCall) => void;
}

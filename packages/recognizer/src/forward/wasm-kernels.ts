// The kernels in WebAssembly with SIMD: one small module, compiled from wasm/kernels.ts.
import type { KernelCall, Kernels } from './kernels.js';
import { WASM_MODULE } from './wasm-module.js';

/** What is used of the WebAssembly that browsers and Node have, whose types come only with all of the DOM's. */
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly instantiate: (
    module: Uint8Array,
    imports: { readonly env: object },
  ) => Promise<{ readonly instance: { readonly exports: unknown } }>;
};

/** Bytes in a page of WebAssembly's memory. */
const PAGE = 65_536;

/** What the module exports; arguments in the order of wasm/kernels.ts. */
interface Exports {
  readonly convolve: (...call: number[]) => void;
  readonly convolveDepthwise: (...call: number[]) => void;
}

/**
 * Kernels and the memory of at least `byteLength` zeros that they work in; undefined where there is no WebAssembly with SIMD, or
 * a Content-Security-Policy without 'wasm-unsafe-eval' forbids it.
 */
export async function createWasmKernels(
  byteLength: number,
): Promise<{ readonly memory: ArrayBuffer; readonly kernels: Kernels } | undefined> {
  try {
    const pages = Math.ceil(byteLength / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const bytes = Uint8Array.from(atob(WASM_MODULE), (character) => character.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    const { convolve, convolveDepthwise } = instance.exports as Exports;
    return {
      memory: memory.buffer,
      kernels: {
        convolve: (call: KernelCall) =>
          convolve(
            call.pixels,
            call.inputs,
            call.outputs,
            call.taps,
            call.tapOffsets,
            call.run,
            call.channels,
            call.weights,
            call.bias,
          ),
        convolveDepthwise: (call: KernelCall) =>
          convolveDepthwise(
            call.pixels,
            call.inputs,
            call.outputs,
            call.taps,
            call.tapOffsets,
            call.channels,
            call.weights,
            call.bias,
          ),
      },
    };
  } catch {
    // Whatever forbids it, typed arrays compute the same.
    return undefined;
  }
}

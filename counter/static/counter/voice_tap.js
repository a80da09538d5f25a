/** @module Runs beside the sound: hands what the microphone hears to the page in blocks. A worklet, so no imports. */

/** Samples of one block: 43 ms at 48 kHz, often enough for a meter that follows the voice. */
const BLOCK = 2048;

/** The scope of a worklet is not the page's; its types are in no library that the page's code is checked with. */
const scope = /** @type {any} */ (globalThis);

class Tap extends scope.AudioWorkletProcessor {
  block = new Float32Array(BLOCK);
  filled = 0;

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const heard = inputs[0]?.[0];
    if (!heard) return true;
    for (const value of heard) {
      this.block[this.filled] = value;
      this.filled += 1;
      if (this.filled === BLOCK) {
        this.port.postMessage(this.block.slice());
        this.filled = 0;
      }
    }
    return true;
  }
}

scope.registerProcessor("tap", Tap);

/** @module Sounds as numbers: any sound the browser can read becomes a small WAV that the server can judge. */

/** Speech needs no more; half the bytes of a microphone's 48 kHz. */
export const RATE = 24_000;
/** Nothing longer is sent; `shared/voice/wav.py` refuses it too. */
export const LONGEST_S = 8;
/** Of a file that somebody chooses: a long sound is no clip, and decoding it would fill the memory. */
export const LARGEST_FILE = 20 * 1024 * 1024;
const HEADER = 44;
const FULL_SCALE = 32_767;
/** A sample so near the limit was cut off by the microphone. */
const CLIPPED = 0.985;

/**
 * A WAV of one channel and 16 bit.
 * @param {Float32Array} samples −1 to 1 @param {number} rate per second
 * @returns {ArrayBuffer}
 */
export function encodeWav(samples, rate) {
  const buffer = new ArrayBuffer(HEADER + samples.length * 2);
  const view = new DataView(buffer);
  /** @param {number} at @param {string} text */
  const write = (at, text) => [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, buffer.byteLength - 8, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, n) => {
    view.setInt16(HEADER + n * 2, Math.round(Math.max(-1, Math.min(1, value)) * FULL_SCALE), true);
  });
  return buffer;
}

/** Whether the microphone was too near or the file too loud. @param {Float32Array} samples */
export const isClipped = (samples) => samples.some((value) => Math.abs(value) >= CLIPPED);

/**
 * Mixes a sound to one channel at our rate.
 * @param {AudioBuffer} sound @returns {Promise<Float32Array>}
 */
export async function resample(sound) {
  const length = Math.max(1, Math.ceil(sound.duration * RATE));
  const room = new OfflineAudioContext(1, length, RATE);
  const source = new AudioBufferSourceNode(room, { buffer: sound });
  source.connect(room.destination);
  source.start();
  return (await room.startRendering()).getChannelData(0);
}

/**
 * The samples of a file that the browser can decode, whatever made it. Throws `RangeError` for one that is too long
 * or too large, and what the browser throws for one that is no sound.
 * @param {File} file @returns {Promise<Float32Array>}
 */
export async function readFile(file) {
  if (file.size > LARGEST_FILE) throw new RangeError("too large");
  const room = new OfflineAudioContext(1, 1, RATE);
  const sound = await room.decodeAudioData(await file.arrayBuffer());
  if (sound.duration > LONGEST_S) throw new RangeError("too long");
  return resample(sound);
}

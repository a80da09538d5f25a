/** @module The microphone: opened once, heard all the time for the meter, kept only while somebody records. */
import { signal } from "tonsai/html.js";

/** Quieter than this the meter shows nothing. */
const FLOOR_DB = 60;
const TAP = "/counter/static/counter/voice_tap.js";

/** How loud it is now, 0–1 over 60 dB. */
export const level = signal(0);

/** A page of a plain HTTP address on a network has no microphone: browsers keep it for secure pages. */
export const hasMicrophone = () => globalThis.isSecureContext && navigator.mediaDevices !== undefined;

/** @typedef {{begin: () => void, end: () => AudioBuffer, seconds: () => number, close: () => void}} Microphone */

/**
 * Asks for the microphone. Throws what the browser throws: `NotAllowedError`, `NotFoundError`, …
 * The browser's own filters are off: they swallow the beginning of short words.
 * @returns {Promise<Microphone>}
 */
export async function openMicrophone() {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const room = new AudioContext();
  await room.audioWorklet.addModule(TAP);
  const tap = new AudioWorkletNode(room, "tap");
  new MediaStreamAudioSourceNode(room, { mediaStream: stream }).connect(tap).connect(room.destination);
  await room.resume();
  let kept = /** @type {Float32Array[] | null} */ (null);
  tap.port.addEventListener("message", ({ data: block }) => {
    level.value = loudnessOf(block);
    kept?.push(block);
  });
  tap.port.start();
  const length = () => (kept ?? []).reduce((sum, block) => sum + block.length, 0);
  return {
    begin: () => void (kept = []),
    seconds: () => length() / room.sampleRate,
    end() {
      const sound = room.createBuffer(1, Math.max(1, length()), room.sampleRate);
      let at = 0;
      for (const block of kept ?? []) {
        sound.copyToChannel(/** @type {Float32Array<ArrayBuffer>} */ (block), 0, at);
        at += block.length;
      }
      kept = null;
      return sound;
    },
    close() {
      for (const track of stream.getTracks()) track.stop();
      level.value = 0;
      void room.close();
    },
  };
}

/** @param {Float32Array} block */
function loudnessOf(block) {
  const power = block.reduce((sum, value) => sum + value * value, 0) / block.length;
  const db = 10 * Math.log10(power + 1e-12);
  return Math.max(0, Math.min(1, (db + FLOOR_DB) / FLOOR_DB));
}

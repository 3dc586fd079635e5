// The alarm: "您有新的警情，请查收" spoken where a Chinese voice exists, after two tones; repeated until told to stop.
// Tones come from WebAudio. Browsers allow no sound before the first touch or key: `state` says so.
import { signal } from "@preact/signals";

export type SoundState = "blocked" | "on" | "muted";
export const sound = signal<SoundState>("blocked");

const REPEAT_MS = 4_000;
let context: AudioContext | null = null;
let repeating = 0;
let words = "";

/** Ask the browser for sound; needs a click or key to be granted. */
export async function enableSound(): Promise<void> {
  context ??= new AudioContext();
  if (context.state !== "running") {
    await Promise.race([context.resume(), new Promise((later) => setTimeout(later, 300))]);
  }
  if (sound.value !== "muted") sound.value = context.state === "running" ? "on" : "blocked";
}

export function toggleMute(): void {
  if (sound.value === "muted") {
    sound.value = "blocked";
    void enableSound();
  } else {
    sound.value = "muted";
    window.speechSynthesis?.cancel();
  }
}

/** Sound until `quiet`, and say `text`. */
export function alarm(text: string): void {
  words = text;
  if (repeating) return;
  once();
  repeating = window.setInterval(once, REPEAT_MS);
}

export function quiet(): void {
  clearInterval(repeating);
  repeating = 0;
  window.speechSynthesis?.cancel();
}

/** Whether it is sounding (or would, were it allowed). */
export function isAlarming(): boolean {
  return repeating !== 0;
}

/** A short, low pair of tones: something was taken. */
export function click(): void {
  if (sound.value === "on" && context) tone(context, 520, 0, 0.06, 0.08);
}

function once(): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 120, 300]);
  if (sound.value !== "on" || !context) return;
  for (const [hertz, at] of [
    [880, 0],
    [1175, 0.22],
    [880, 0.44],
    [1175, 0.66],
  ] as const) {
    tone(context, hertz, at, 0.2, 0.35);
  }
  speak();
}

function tone(audio: AudioContext, hertz: number, at: number, lasts: number, loud: number): void {
  const start = audio.currentTime + at;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.type = "triangle";
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loud, start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.001, start + lasts);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + lasts);
}

function speak(): void {
  const speech = window.speechSynthesis;
  const wanted = /[一-鿿]/.test(words) ? "zh" : "en";
  const voice = speech?.getVoices().find((each) => each.lang.toLowerCase().startsWith(wanted));
  if (!voice || speech.speaking) return;
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  window.setTimeout(() => repeating && speech.speak(utterance), 900);
}

// Two languages, side by side, so that neither is forgotten. Chinese for Chinese browsers, else English; a toggle wins.
import { signal } from "@preact/signals";
import console_ from "./words/console.json";
import language from "./words/language.json";
import login from "./words/login.json";
import report from "./words/report.json";
import unit from "./words/unit.json";

export type Lang = "zh" | "en";

const chosen = localStorage.getItem("patrol.lang");
export const lang = signal<Lang>(
  chosen === "zh" || chosen === "en" ? chosen : navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en",
);
document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en";

export function setLang(to: Lang): void {
  lang.value = to;
  localStorage.setItem("patrol.lang", to);
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
}

/** `language` are the words that messages bring; the others belong to one page each. */
const WORDS = { ...language, ...console_, ...unit, ...login, ...report } satisfies Record<string, Record<Lang, string>>;

export type Word = keyof typeof WORDS;

/** The word in the present language. */
export function t(word: Word): string {
  return WORDS[word][lang.value];
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^no position yet$/, "还没有定位"],
  [/^no valid position$/, "定位无效"],
  [/^fix from the future: (\d+) s ahead$/, "手机时钟快了 $1 秒"],
  [/^fix too old: (\d+) s.*$/, "定位已过时 $1 秒"],
  [/^too far: more than (\d+) min by road$/, "路程超过 $1 分钟"],
  [/^no way by road.*$/, "没有道路可达"],
  [/^outside the map.*$/, "不在地图范围内"],
  [/^the place of the incident is not known$/, "警情地点不明"],
  [/^was there already$/, "已经去过"],
  [/^no .* within (\d+) s$/, "$1 秒内无人可到"],
  [/^a guard is not sent alone to this$/, "保安不单独前往"],
];

/** Why somebody cannot come: the server's English, said in the present language where it is known. */
export function why(text: string): string {
  if (text === "busy" || text === "off duty") return t(text === "busy" ? "busy" : "off_duty");
  const found = lang.value === "zh" ? REASONS.find(([pattern]) => pattern.test(text)) : undefined;
  return found ? text.replace(found[0], found[1]) : text;
}

/** Names that sites give in both languages, `巡逻1号车 · Car 1`: the half in the present one. */
export function inLang(name: string): string {
  const halves = name.split(" · ");
  if (halves.length !== 2) return name;
  const chinese = halves.find((half) => /[一-鿿]/.test(half));
  const other = halves.find((half) => half !== chinese);
  return (lang.value === "zh" ? chinese : other) ?? name;
}

/** Several words as one reads them out. */
export function listed(words: readonly string[]): string {
  return words.join(lang.value === "zh" ? "、" : ", ");
}

/** A word that a message brought; itself where there is no translation. */
export function tr(word: string): string {
  return word in WORDS ? t(word as Word) : word.replaceAll("_", " ");
}

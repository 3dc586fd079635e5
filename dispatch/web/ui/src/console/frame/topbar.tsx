// The top bar: where we are, whether it is live, whether it can be heard, what time it is, who sits here.
import { signal } from "@preact/signals";
import { post } from "../../shared/api";
import { inLang, lang, setLang, t } from "../../shared/i18n";
import { enableSound, sound, toggleMute } from "../../shared/sound";
import { clock } from "../../shared/time";
import { page, turnTo } from "../pages/page";
import { helpOpen } from "./help";
import { cameras, line, me, open, over, staleSince, tick } from "../store";

export function TopBar() {
  const measured = over.value.filter((each) => each.status === "closed");
  const kept = measured.filter((each) => each.within_target).length;
  return (
    <header class="topbar">
      <div class="brand">
        <Shield />
        <b>{t("product")}</b>
        <span class="site">{inLang(me.value?.site ?? "")}</span>
      </div>
      <LineState />
      <Sound />
      <span class="grow" />
      {measured.length > 0 && (
        <span class="tonight" title={t("earlier")}>
          {t("tonight")} <b>{Math.round((kept / measured.length) * 100)}%</b> {t("withinShare")}{" "}
          <small>
            {kept}/{measured.length}
          </small>
        </span>
      )}
      <span class="tonight">
        <b class="num">{open.value.length}</b> {t("openCount")}
      </span>
      <Pages />
      <CameraCount />
      <time class="wallclock num">{clock(tick.value)}</time>
      <button class="quiet" onClick={() => setLang(lang.value === "zh" ? "en" : "zh")} data-testid="lang">
        {lang.value === "zh" ? "EN" : "中文"}
      </button>
      <button class="quiet" onClick={() => (helpOpen.value = true)} title={t("help")}>
        <kbd>?</kbd>
      </button>
      <Account />
    </header>
  );
}

function LineState() {
  const up = line.value === "up" && staleSince.value === null;
  const text = line.value === "connecting" ? t("connecting") : up ? t("live") : t("notLive");
  return (
    <span class={`pill ${up ? "is-good" : line.value === "connecting" ? "" : "is-bad"}`} data-testid="line">
      <i class="dot" />
      {text}
    </span>
  );
}

function Sound() {
  const state = sound.value;
  const text = state === "on" ? t("soundOn") : state === "muted" ? t("soundMuted") : t("soundOff");
  return (
    <button
      class={`pill sound is-${state}`}
      data-testid="sound"
      onClick={() => (state === "blocked" ? void enableSound() : toggleMute())}
    >
      <Speaker muted={state !== "on"} />
      {text}
    </button>
  );
}

function Pages() {
  return (
    <nav class="pages">
      {(["review", "roster", "figures"] as const).map((name) => (
        <button key={name} class="quiet" aria-pressed={page.value === name} data-page={name} onClick={() => turnTo(name)}>
          {t(name)}
        </button>
      ))}
    </nav>
  );
}

function CameraCount() {
  const all = [...cameras.value.values()];
  const ok = all.filter((each) => each.health === "ok").length;
  if (!all.length) return null;
  return (
    <span class={`tonight ${ok < all.length ? "is-warning" : ""}`}>
      {t("cameras")}{" "}
      <b class="num">
        {ok}/{all.length}
      </b>
    </span>
  );
}

const accountOpen = signal(false);
const accountSaid = signal("");

function Account() {
  const name = me.value?.issued_by.replace("operator:", "") ?? "";
  return (
    <div class="account">
      <button class="quiet" onClick={() => (accountOpen.value = !accountOpen.value)}>
        {name} ▾
      </button>
      {accountOpen.value && (
        <form
          class="popover"
          onSubmit={(event) => {
            event.preventDefault();
            const password = String(new FormData(event.currentTarget).get("password"));
            void post("/api/password", { password })
              .then(() => (accountSaid.value = t("saved")))
              .catch((error: Error) => (accountSaid.value = error.message));
          }}
        >
          <label>
            {t("newPassword")}
            <input type="password" name="password" minLength={10} autocomplete="new-password" required />
          </label>
          <button class="solid">{t("setPassword")}</button>
          <output>{accountSaid.value}</output>
          <button
            type="button"
            class="quiet"
            onClick={() => void post("/api/logout", {}).finally(() => location.assign("/login"))}
          >
            {t("logout")}
          </button>
        </form>
      )}
    </div>
  );
}

function Shield() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 3.500 27 7.500v8.500c0 6.500-4.600 10.600-11 12.500C9.600 26.600 5 22.500 5 16V7.500z" />
      <circle cx="16" cy="15.500" r="5" />
      <circle class="eye" cx="16" cy="15.500" r="2" />
    </svg>
  );
}

function Speaker({ muted }: { muted: boolean }) {
  return (
    <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 9v6h4l5 4V5L8 9z" />
      {muted ? <path d="m16 9 6 6m0-6-6 6" /> : <path d="M16.500 8.500a5 5 0 0 1 0 7M19 6a8.500 8.500 0 0 1 0 12" />}
    </svg>
  );
}

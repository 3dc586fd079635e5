// The form: what, where, and what there is to say of it. Big enough for cold hands.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getJson } from "../shared/api";
import { listed, t, tr } from "../shared/i18n";
import { KINDS } from "../shared/kinds";
import { findPlaces } from "../shared/places";
import { failure, kind, note, place, send, sending, unitToken } from "./store";

const ROUGH_M = 100; // what a street's name says of a place
const typed = signal("");
const streets = signal<GeoJSON.FeatureCollection | null>(null);
const locating = signal<"no" | "yes" | "failed">("no");

export function ReportForm() {
  useEffect(() => {
    const headers: Record<string, string> = unitToken ? { Authorization: `Bearer ${unitToken}` } : {};
    void getJson<GeoJSON.FeatureCollection>("/api/streets", headers)
      .then((found) => (streets.value = found))
      .catch(() => undefined); // the phone's own position still says where
  }, []);
  return (
    <form
      data-testid="report"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset>
        <legend>{t("tellWhat")}</legend>
        <div class="kinds">
          {KINDS.map((each) => (
            <button type="button" key={each} data-kind={each} aria-pressed={kind.value === each} onClick={() => (kind.value = each)}>
              {tr(each)}
            </button>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t("tellWhere")}</legend>
        <PlaceField />
      </fieldset>
      <fieldset>
        <legend>{t("tellMore")}</legend>
        <textarea
          name="note"
          rows={3}
          maxLength={800}
          placeholder={t("tellHint")}
          value={note.value}
          onInput={(event) => (note.value = event.currentTarget.value)}
        />
      </fieldset>
      {failure.value && (
        <p class="failure" role="alert" data-testid="failure">
          {failure.value}
        </p>
      )}
      <button class="send" data-act="send" disabled={!kind.value || !place.value || sending.value}>
        {t("tellSend")}
        <small>{needs()}</small>
      </button>
      <p class="small">{t(unitToken ? "tellAsUnit" : "tellPrivacy")}</p>
    </form>
  );
}

function needs(): string {
  const lacking = [kind.value ? "" : t("tellWhat"), place.value ? "" : t("tellWhere")].filter(Boolean);
  return lacking.length ? `${t("reportNeeds")} ${listed(lacking)}` : "";
}

function PlaceField() {
  const found = typed.value ? findPlaces(typed.value, streets.value, []) : [];
  return (
    <>
      <button type="button" class="here" data-act="here" onClick={locate} disabled={locating.value === "yes"}>
        {locating.value === "yes" ? t("locating") : t("tellHere")}
      </button>
      {locating.value === "failed" && <p class="small is-warning">{t("tellNoPosition")}</p>}
      <input
        name="place"
        placeholder={t("tellStreet")}
        autocomplete="off"
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
      <ul data-testid="places">
        {found.map((each) => (
          <li key={each.label}>
            <button
              type="button"
              onClick={() => {
                place.value = { lon: each.lon, lat: each.lat, error_m: ROUGH_M, label: each.label };
                typed.value = "";
              }}
            >
              {each.label}
            </button>
          </li>
        ))}
      </ul>
      {typed.value && !found.length && <p class="small">{t("tellNoStreet")}</p>}
      {place.value && !typed.value && (
        <p class="chosen" data-testid="chosen-place">
          ✓ {place.value.label || t("tellMyPlace")} <span class="num">±{Math.round(place.value.error_m)} m</span>
        </p>
      )}
    </>
  );
}

function locate(): void {
  locating.value = "yes";
  const failed = () => (locating.value = "failed");
  if (!("geolocation" in navigator)) {
    failed();
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      place.value = { lon: coords.longitude, lat: coords.latitude, error_m: coords.accuracy, label: "" };
      typed.value = "";
      locating.value = "no";
    },
    failed,
    { enableHighAccuracy: true, maximumAge: 10_000, timeout: 15_000 },
  );
}

// The duty roster: which shifts run, who follows, and how each unit of the site stands.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getJson } from "../../shared/api";
import { lang, listed, t } from "../../shared/i18n";
import { callSign, engagementOf } from "../standing";
import { second, units } from "../store";
import { dayTime, Page } from "./page";

interface Shift {
  shift_id: string;
  organisation: string | null;
  begins_ms: number;
  ends_ms: number;
  units: string[];
  people: string[];
}

const shifts = signal<Shift[] | null>(null);

export function RosterPage() {
  useEffect(() => {
    const load = () =>
      void getJson<{ shifts: Shift[] }>("/api/roster")
        .then((found) => (shifts.value = found.shifts))
        .catch(() => undefined); // what was shown stays
    load();
    const again = window.setInterval(load, 60_000);
    return () => clearInterval(again);
  }, []);
  const known = shifts.value ?? [];
  const running = known.filter((each) => each.begins_ms <= second.value);
  const following = known.filter((each) => each.begins_ms > second.value);
  return (
    <Page id="roster" title={t("roster")}>
      <h2>{t("onNow")}</h2>
      {running.length === 0 && <p class="hint">{t("noShifts")}</p>}
      <Shifts shifts={running} />
      {following.length > 0 && <h2>{t("followNext")}</h2>}
      <Shifts shifts={following} />
      <h2>{t("units")}</h2>
      <ul class="unit-list">
        {[...units.value.values()].map((each) => (
          <li key={each.unit_id} class={`u-${engagementOf(each)}`} data-unit={each.unit_id}>
            <b>{callSign(each.unit_id)}</b> <small>{t(each.kind)}</small>
            <span class="status">
              <i class="dot" /> {t(engagementOf(each))}
            </span>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function Shifts({ shifts }: { shifts: Shift[] }) {
  return (
    <table class="shifts">
      <tbody>
        {shifts.map((each) => (
          <tr key={`${each.shift_id} ${each.begins_ms}`} data-shift={each.shift_id}>
            <td>
              <b>{each.shift_id}</b> {each.organisation}
            </td>
            <td class="num">
              {dayTime(each.begins_ms, lang.value)} – {dayTime(each.ends_ms, lang.value)}
            </td>
            <td>{listed(each.people)}</td>
            <td>{listed(each.units.map(callSign))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// The forces at a glance: who is where, free or taken, and how old their position is; a link for each phone.
import { signal } from "@preact/signals";
import { post } from "../../shared/api";
import type { Unit } from "../../shared/board";
import { inLang, t } from "../../shared/i18n";
import { turnTo } from "../pages/page";
import { second, units } from "../store";
import { focusOn } from "../focus";
import { engagementOf } from "../standing";

const link = signal<{ unit_id: string; url: string } | null>(null);

const SHOWN = 24; // more tiles than fit are no overview; the roster lists all

export function Strip() {
  const order = [...units.value.values()].sort((a, b) => rank(a) - rank(b) || a.call_sign.localeCompare(b.call_sign));
  const rest = order.length - SHOWN;
  return (
    <footer class="strip" data-testid="units">
      <h2>{t("units")}</h2>
      <ul>
        {order.slice(0, SHOWN).map((unit) => (
          <UnitTile key={unit.unit_id} unit={unit} />
        ))}
        {rest > 0 && (
          <li class="unit">
            <button class="unit-main" onClick={() => turnTo("roster")}>
              <b class="call-sign">+{rest}</b> <kbd>O</kbd>
              <span class="status">{t("roster")}</span>
            </button>
          </li>
        )}
      </ul>
      {link.value && <PhoneLink unit_id={link.value.unit_id} url={link.value.url} />}
    </footer>
  );
}

function UnitTile({ unit }: { unit: Unit }) {
  const standing = engagementOf(unit);
  const age = unit.fixed_at_ms === null ? null : Math.max(0, (second.value - unit.fixed_at_ms) / 1000);
  return (
    <li class={`unit u-${standing}`} data-unit={unit.unit_id} data-standing={standing}>
      <button class="unit-main" onClick={() => focusOn(unit)}>
        <b class="call-sign">{inLang(unit.call_sign)}</b>
        <small>{t(unit.kind)}</small>
        <span class="status">
          <i class="dot" />
          {t(standing)}
        </span>
        <span class={`num dim ${age === null || age > 60 ? "is-warning" : ""}`}>
          {age === null ? t("no_position") : `${t("fixAge")} ${Math.round(age)} s`}
        </span>
      </button>
      <button class="unit-link" title={t("phoneLink")} onClick={() => void issue(unit.unit_id)}>
        ⋯
      </button>
    </li>
  );
}

async function issue(unitId: string): Promise<void> {
  const made = await post<{ path: string }>(`/api/units/${encodeURIComponent(unitId)}/link`, {});
  link.value = { unit_id: unitId, url: new URL(made.path, location.href).href };
}

function PhoneLink({ unit_id, url }: { unit_id: string; url: string }) {
  return (
    <div class="veil" onClick={() => (link.value = null)}>
      <section class="help phone-link" role="dialog" onClick={(event) => event.stopPropagation()}>
        <h2>
          {t("phoneLink")} · {inLang(units.value.get(unit_id)?.call_sign ?? unit_id)}
        </h2>
        <p>{t("phoneLinkHint")}</p>
        <input readOnly value={url} onFocus={(event) => event.currentTarget.select()} data-testid="phone-link" />
        <button class="solid" onClick={() => void navigator.clipboard.writeText(url)}>
          {t("copy")}
        </button>
      </section>
    </div>
  );
}

const ORDER = ["on_scene", "travelling", "accepted", "offered", "busy", "available", "no_position", "off_duty"];

function rank(unit: Unit): number {
  return ORDER.indexOf(engagementOf(unit));
}

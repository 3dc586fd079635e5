// The action bar: the same acts as the keys, with the key on each; the question that is asked stands here too.
import { isDecided, isOpen, type Incident } from "../../shared/board";
import { t, tr } from "../../shared/i18n";
import * as acts from "../acts";
import { ask, asking, dismissPileWhy, dismissWhy, findingWhat } from "../questions";
import { callSign, nextUp } from "../standing";
import { pileOf } from "../store";
import { Ask } from "./ask";

export function Actions({ incident }: { incident: Incident }) {
  const notice = acts.notice.value;
  return (
    <footer class="actions" data-testid="actions">
      {notice && (
        <p class={`notice is-${notice.tone}`} role="status" data-testid="notice">
          {notice.text}
        </p>
      )}
      {asking.value ? <Ask question={asking.value} /> : <Buttons incident={incident} />}
    </footer>
  );
}

function Buttons({ incident }: { incident: Incident }) {
  const target = nextUp(incident, acts.chosenUnit.value);
  const may = acts.allowed;
  const pile = pileOf(incident).length;
  return (
    <div class="buttons">
      {may.acknowledge(incident) && (
        <Act keys="A" word={t("acknowledge")} style="amber" id="acknowledge" go={() => acts.acknowledge(incident)} />
      )}
      {may.confirm(incident) && (
        <Act
          keys="⏎"
          word={t("confirmSend")}
          detail={target ? callSign(target) : ""}
          style="blue"
          id="confirm"
          go={() => acts.confirmOrSend(incident)}
        />
      )}
      {may.send(incident) && target && (
        <Act keys="⏎" word={t("sendAlso")} detail={callSign(target)} style="blue" id="send" go={() => acts.confirmOrSend(incident)} />
      )}
      {may.finding(incident) && (
        <Act
          keys="F"
          word={t("finding")}
          detail={incident.finding ? tr(incident.finding) : ""}
          style={incident.status === "on_scene" ? "green" : "plain"}
          id="finding"
          go={() => ask(findingWhat(incident))}
        />
      )}
      {may.close(incident) && <Act keys="X" word={t("close")} style="green" id="close" go={() => acts.close(incident)} />}
      {may.dismiss(incident) && (
        <Act keys="D" word={t("dismiss")} style="plain" id="dismiss" go={() => ask(dismissWhy(incident))} />
      )}
      {isDecided(incident) && incident.reports.some(acts.owesReply) && (
        <Act keys="B" word={t("inform")} style={isOpen(incident) ? "plain" : "amber"} id="inform" go={() => acts.inform(incident)} />
      )}
      {may.confirm(incident) && pile > 1 && (
        <Act
          keys="⇧D"
          word={t("dismissPile")}
          detail={String(pile)}
          style="plain"
          id="dismiss-pile"
          go={() => ask(dismissPileWhy(incident))}
        />
      )}
      {incident.dismissed_reason && (
        <p class="outcome">
          {t("dismissed")}: <b>{tr(incident.dismissed_reason)}</b>
        </p>
      )}
      {incident.status === "closed" && incident.finding && (
        <p class="outcome">
          {t("result")}: <b>{tr(incident.finding)}</b>
          {incident.finding_vehicles !== null && ` · ${incident.finding_vehicles} ${t("cars")}`}
          {incident.finding_reason && ` · ${tr(incident.finding_reason)}`}
        </p>
      )}
    </div>
  );
}

interface ActProps {
  keys: string;
  word: string;
  detail?: string;
  style: "amber" | "blue" | "green" | "plain";
  id: string;
  go: () => void;
}

function Act({ keys, word, detail, style, id, go }: ActProps) {
  return (
    <button
      class={`act is-${style}`}
      data-act={id}
      disabled={acts.underway.value.length > 0}
      onClick={(event) => {
        event.currentTarget.blur(); // the keys stay with the console
        go();
      }}
    >
      <kbd>{keys}</kbd>
      <span>
        {word}
        {detail && <b>{detail}</b>}
      </span>
    </button>
  );
}

// The action bar: the same acts as the keys, with the key on each; the question that is asked stands here too.
import type { Incident } from "../../shared/board";
import { t, tr } from "../../shared/i18n";
import * as acts from "../acts";
import { callSign } from "../standing";
import { pileOf } from "../store";

export function Actions({ incident }: { incident: Incident }) {
  const notice = acts.notice.value;
  return (
    <footer class="actions" data-testid="actions">
      {notice && (
        <p class={`notice is-${notice.tone}`} role="status" data-testid="notice">
          {notice.text}
        </p>
      )}
      {acts.asking.value === "dismiss" ? (
        <Question title={t("dismissWhy")} words={acts.DISMISS_REASONS} choose={(word) => acts.dismiss(incident, word)} />
      ) : acts.asking.value === "dismissPile" ? (
        <Question
          title={`${t("dismissPileWhy")} · ${pileOf(incident).length}`}
          words={acts.DISMISS_REASONS}
          choose={(word) => acts.dismissPile(incident, word)}
        />
      ) : acts.asking.value === "finding" ? (
        <Question title={t("findingWhat")} words={acts.FINDINGS} choose={(word) => acts.recordFinding(incident, word)} />
      ) : (
        <Buttons incident={incident} />
      )}
    </footer>
  );
}

function Buttons({ incident }: { incident: Incident }) {
  const target = acts.chosenUnit.value ?? incident.ranking[0]?.unit_id ?? null;
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
          go={() => (acts.asking.value = "finding")}
        />
      )}
      {may.close(incident) && <Act keys="X" word={t("close")} style="green" id="close" go={() => acts.close(incident)} />}
      {may.dismiss(incident) && (
        <Act keys="D" word={t("dismiss")} style="plain" id="dismiss" go={() => (acts.asking.value = "dismiss")} />
      )}
      {may.confirm(incident) && pile > 1 && (
        <Act
          keys="⇧D"
          word={t("dismissPile")}
          detail={String(pile)}
          style="plain"
          id="dismiss-pile"
          go={() => (acts.asking.value = "dismissPile")}
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

function Question({ title, words, choose }: { title: string; words: readonly string[]; choose: (word: string) => void }) {
  return (
    <div class="question" role="dialog" aria-label={title} data-testid="question">
      <h2>
        {title}
        <button class="quiet small" onClick={() => (acts.asking.value = null)}>
          <kbd>Esc</kbd> {t("cancel")}
        </button>
      </h2>
      <div class="answers">
        {words.map((word, index) => (
          <button key={word} onClick={() => choose(word)}>
            <kbd>{index + 1}</kbd> {tr(word)}
          </button>
        ))}
      </div>
    </div>
  );
}

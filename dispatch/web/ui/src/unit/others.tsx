// Where this unit is to stand, and who else comes, from which side.
import { engaged, type Incident } from "../shared/board";
import { inLang, t } from "../shared/i18n";
import { card, leg } from "./store";

/** The end that this unit holds, loud. */
export function MyPost() {
  const post = leg.value?.post;
  if (!post) return null;
  return (
    <p class="my-post" data-testid="my-post">
      {t("yourPost")} <b>{t(post.side)}</b> {post.street}
    </p>
  );
}

export function Others({ incident }: { incident: Incident }) {
  const others = engaged(incident).filter((each) => each.unit_id !== card.value?.unit_id);
  if (others.length === 0) return <p class="others">{t("alone")}</p>;
  return (
    <ul class="others" data-testid="others" aria-label={t("alsoComing")}>
      {others.map((each) => (
        <li key={each.unit_id}>
          <b>{callSign(each.unit_id)}</b> {t(each.state)}
          {each.post && (
            <>
              {" · "}
              {t("theyHold")} <b>{t(each.post.side)}</b> {each.post.street}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function callSign(unitId: string): string {
  return inLang(card.value?.units.find((each) => each.unit_id === unitId)?.call_sign ?? unitId);
}

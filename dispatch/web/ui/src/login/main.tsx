// The login form.
import "../styles/tokens.css";
import "../styles/login.css";
import { render } from "preact";
import { lang, setLang, t, type Word } from "../shared/i18n";

const asked = new URLSearchParams(location.search);
const ERRORS: Readonly<Record<string, Word>> = { wrong: "errWrong", link: "errLink", too_many_failures: "too_many_failures" };

function Login() {
  const error = ERRORS[asked.get("error") ?? ""];
  return (
    <form class="card" method="post" action="/login">
      <img src={new URL("../shared/icon.svg", import.meta.url).href} alt="" width="56" height="56" />
      <h1>{t("product")}</h1>
      <p>{t("loginTitle")}</p>
      {error && (
        <p class="error" role="alert">
          {t(error)}
        </p>
      )}
      <label>
        {t("name")}
        <input name="name" autocomplete="username" required autofocus value={asked.get("name") ?? ""} />
      </label>
      <label>
        {t("password")}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <button>{t("login")}</button>
      <p class="hint">{t("loginHint")}</p>
      <button type="button" class="lang" onClick={() => setLang(lang.value === "zh" ? "en" : "zh")}>
        {lang.value === "zh" ? "English" : "中文"}
      </button>
    </form>
  );
}

const root = document.getElementById("root");
if (root) render(<Login />, root);

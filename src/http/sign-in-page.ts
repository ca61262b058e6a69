import { SIGN_IN_PATH, SIGN_IN_STYLE_PATH } from './auth.ts';

export const SIGN_IN_STYLE = `:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;font:16px/1.5 system-ui,sans-serif;background:light-dark(#faf9f7,#171614);color:light-dark(#23211e,#eceae6)}
main{width:100%;max-width:360px}
h1{font-size:20px;font-weight:600;margin:0 0 4px}
p{margin:0 0 24px;font-size:14px;color:light-dark(#5f5b55,#a8a39b)}
label{display:block;font-size:13px;font-weight:600;margin-bottom:6px}
input,button{width:100%;font:inherit;padding:10px 12px;border-radius:6px;border:1px solid light-dark(#8f8a82,#6f6a62)}
input{background:light-dark(#fff,#201f1c);color:inherit}
button{margin-top:12px;border-color:transparent;background:light-dark(#23211e,#eceae6);color:light-dark(#fff,#171614);font-weight:600;cursor:pointer}
:focus-visible{outline:2px solid light-dark(#2f5fd0,#8fb0ff);outline-offset:2px}
[role=alert]{color:light-dark(#a3221b,#ff9c92);margin:0 0 16px}`;

/** The whole sign-in page; `next` is a path that was checked. */
export function signInPage({ next, wrong }: { readonly next: string; readonly wrong: boolean }): string {
  const alert = wrong ? '<p role="alert">That is not the token. It is the value of KORA_API_TOKEN.</p>' : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Sign in · Kora Heartbeat</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${SIGN_IN_STYLE_PATH}"></head>
<body><main><h1>Kora Heartbeat</h1><p>This installation wants its API token.</p>${alert}
<form method="post" action="${SIGN_IN_PATH}"><input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="token">Token</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button type="submit">Sign in</button></form></main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

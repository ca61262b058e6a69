import type { ServerResponse } from 'node:http';
import { isoTime } from '../lib/time.ts';
import { sendBytes } from './send.ts';
import type { StatusPage } from './status-page.ts';

const HEADERS = { 'content-type': 'text/html; charset=utf-8' };

/** The page for people, to which the incidents link; 404 when there is no page. */
export function showPage(page: StatusPage | null, response: ServerResponse): void {
  if (page === null) {
    sendBytes(response, { status: 404, headers: HEADERS, bytes: '<!doctype html><title>Not found</title>' });
    return;
  }
  const title = `${page.layout.title} status (simulated)`;
  const components = page.components.map(({ name, state }) => `${name}: ${state.replaceAll('_', ' ')}`);
  const incidents = page.incidents.map((incident) => {
    const updates = incident.updates.map(({ phase, text, atMs }) => `${isoTime(atMs)} ${phase}: ${text}`);
    return `<h2>${asText(incident.title)}</h2>${list(updates)}`;
  });
  const bytes = `<!doctype html><title>${title}</title><h1>${title}</h1>${list(components)}${incidents.join('')}`;
  sendBytes(response, { status: 200, headers: HEADERS, bytes });
}

function list(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li>${asText(line)}</li>`).join('')}</ul>`;
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

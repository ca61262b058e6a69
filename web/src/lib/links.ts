/** The address when it leads to a page of the web, else null: what a status page sends is never followed unseen. */
export function webLink(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && username === '' && password === '' ? href : null;
}

/** An address as people read it: without its scheme and a slash at its end. */
export function bareAddress(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

/**
 * The texts that a value may appear as when all of it was encoded at once: itself, base64 in each of its three
 * alignments, hexadecimal. Escapes of single characters are no forms: whoever compares reads them.
 */
export function secretForms(secret: string): readonly string[] {
  return withParts(secret).flatMap((value) => [
    value,
    ...misreadForms(value),
    ...base64Forms(value),
    ...hexForms(value),
  ]);
}

// A value pasted with its scheme is sent, and echoed, without it; several tokens joined by commas are sent one by one.
function withParts(secret: string): readonly string[] {
  const bare = secret.replace(/^(?:(?:Bearer|FlyV1|Basic|Token)\s+)+/i, '');
  return [secret, bare, ...bare.split(',').map((part) => part.trim())];
}

// A header is sent as Latin-1; who takes it for UTF-8, or UTF-8 for Latin-1, repeats it so.
function misreadForms(value: string): readonly string[] {
  if (!/[\u0080-\uffff]/.test(value)) return [];
  const asUtf8 = /[\u0100-\uffff]/.test(value) ? [] : [Buffer.from(value, 'latin1').toString('utf8')];
  return [...asUtf8, Buffer.from(value).toString('latin1')];
}

function hexForms(value: string): readonly string[] {
  const hex = Buffer.from(value).toString('hex');
  return [hex, hex.toUpperCase()];
}

/**
 * Base64 looks different for each offset of the value inside the encoded text, modulo three. The characters that
 * also depend on the neighbours are cut off at both ends.
 */
function base64Forms(value: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const from = [0, 2, 3][offset] ?? 0;
    const to = Math.floor((bytes.length * 8) / 6);
    const standard = bytes.toString('base64').slice(from, to);
    return [standard, standard.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

import { text } from 'node:stream/consumers';
import { toValue } from './yaml-value.ts';

// A program of its own: reads YAML on its standard input and writes a `YamlValue` as JSON.
process.stdout.write(JSON.stringify(toValue(await text(process.stdin))));

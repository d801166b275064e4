// Renders the icons that things.json names, in five drawing styles, to one file.
// usage: node render.mjs THINGS.json OUT [LIMIT]; run where node_modules is
// OUT.bin: N pictures of 96 x 96 RGBA, alpha premultiplied, row by row; OUT.json: [{thing, colour, code, style}]
import fs from 'fs';
import path from 'path';
import {createRequire} from 'module';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const {Resvg} = require('@resvg/resvg-js');
const side = 96;
const styles = {
  fluent: 'fluent-emoji',
  flat: 'fluent-emoji-flat',
  noto: 'noto',
  twemoji: 'twemoji',
  openmoji: 'openmoji',
};

// A label of Unicode as the icon sets spell it: "red apple" -> "red-apple".
function iconName(label) {
  return label
    .toLowerCase()
    .replace(/[’'.,“”!()]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function svgOf(set, icon) {
  const width = icon.width || set.width || 16;
  const height = icon.height || set.height || 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="${icon.left || 0} ${icon.top || 0} ${width} ${height}" width="${side}" height="${side}">${icon.body}</svg>`;
}

const [thingsFile, out, limit] = process.argv.slice(2);
const things = JSON.parse(fs.readFileSync(thingsFile)).things.slice(0, limit ? Number(limit) : undefined);
const file = fs.openSync(`${out}.bin.part`, 'w');
const index = [];
for (const [style, name] of Object.entries(styles)) {
  const set = JSON.parse(fs.readFileSync(require.resolve(`@iconify-json/${name}/icons.json`)));
  for (const thing of things) {
    for (const {code, label, colour} of thing.icons) {
      const icon = set.icons[iconName(label)];
      if (!icon) continue;
      const picture = new Resvg(svgOf(set, icon), {fitTo: {mode: 'width', value: side}}).render();
      if (picture.width !== side || picture.height !== side) continue;
      fs.writeSync(file, picture.pixels);
      index.push({thing: thing.name, colour: colour ?? null, code, style});
    }
  }
}
fs.closeSync(file);
fs.writeFileSync(`${out}.json`, JSON.stringify(index));
fs.renameSync(`${out}.bin.part`, `${out}.bin`);
console.log(`${index.length} drawings of ${things.length} things`);

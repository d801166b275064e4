// Cartoon faces (avataaars) as a function of z ~ N(0, I): each choice is the greatest of its own numbers of z.
// usage: node faces.mjs OUT COUNT SEED named|soft; run where node_modules is
// named: colours of the palettes, facial hair rare with long hair; soft: colours blended by z, for StyleGAN2
// OUT.bin: COUNT pictures of 128 x 128 RGB; OUT.z: COUNT x 96 float32; OUT.json: the choices
import fs from 'fs';
import path from 'path';
import {createRequire} from 'module';
import {pathToFileURL} from 'url';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const {createAvatar} = await load('@dicebear/core');
const {avataaars} = await load('@dicebear/collection');
const {Resvg} = require('@resvg/resvg-js');

const side = 128;
const tops = {
  short: ['shortFlat', 'shortRound', 'shortWaved', 'shortCurly', 'sides', 'theCaesar', 'theCaesarAndSidePart', 'dreads01', 'frizzle', 'shaggyMullet'],
  long: ['bob', 'bun', 'curly', 'curvy', 'dreads', 'fro', 'longButNotTooLong', 'miaWallace', 'straight01', 'straight02', 'straightAndStrand', 'bigHair'],
  hat: ['hat', 'winterHat02', 'turban'],
};
const palettes = {
  hair: {black: '2c1b18', brown: '724133', blond: 'e8c66a', auburn: 'a55728', red: 'c93305', grey: '9a9a9a', white: 'e8e8e8', purple: '8a3fc0', pink: 'f287b7', blue: '3b6fd8', green: '3aa655'},
  skin: {0: '614335', 1: 'ae5d29', 2: 'd08b5b', 3: 'edb98a', 4: 'ffdbb4'},
  ground: {blue: '8fc7f0', yellow: 'f5dd7a', pink: 'f7b7c9', green: 'a5dba0', purple: 'c0aede', white: 'f2f2f2', grey: 'b5b5b5', orange: 'f7b27a'},
  cloth: {red: 'd9453b', blue: '3c6fd1', black: '2b2b33', white: 'ececec', green: '3f9e5a', yellow: 'f0c93a', purple: '8650b5', pink: 'ef8fb5', grey: '8f9499', orange: 'ee8a33'},
};
const choices = {
  kind: ['short', 'short', 'long', 'long', 'long', 'hat', 'none'],
  facialHair: [null, null, null, 'beardLight', 'beardMajestic', 'beardMedium', 'moustacheFancy', 'moustacheMagnum'],
  eyewear: [null, null, null, null, 'prescription02', 'round', 'sunglasses', 'wayfarers'],
  mouth: ['smile', 'default', 'sad', 'serious', 'tongue', 'screamOpen', 'twinkle'],
  eyes: ['default', 'happy', 'closed', 'surprised', 'wink', 'hearts', 'side'],
  eyebrows: ['default', 'defaultNatural', 'angry', 'raisedExcited', 'sadConcerned', 'flatNatural'],
  clothing: ['blazerAndShirt', 'collarAndSweater', 'hoodie', 'overall', 'shirtCrewNeck', 'shirtScoopNeck', 'shirtVNeck'],
};
// Which numbers of z decide what, in this order.
const blocks = [['kind', 7], ['top', 12], ['hair', 11], ['skin', 5], ['ground', 8], ['cloth', 10], ['clothing', 7], ['facialHair', 8], ['eyewear', 8], ['mouth', 7], ['eyes', 7], ['eyebrows', 6]];
const length = blocks.reduce((sum, [, count]) => sum + count, 0);

// Mulberry32: a small generator with a 32-bit state.
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const greatest = (numbers) => numbers.indexOf(Math.max(...numbers));

function blended(numbers, palette) {
  const colours = Object.values(palette).map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  const top = Math.max(...numbers);
  const weights = numbers.map((z) => Math.exp(6 * (z - top)));
  const sum = weights.reduce((a, b) => a + b);
  const mean = (channel) => Math.round(weights.reduce((a, w, i) => a + w * colours[i][channel], 0) / sum);
  return [0, 1, 2].map((channel) => mean(channel).toString(16).padStart(2, '0')).join('');
}

function choose(z, random, soft) {
  const part = {};
  let offset = 0;
  for (const [name, count] of blocks) {
    part[name] = Array.from(z.slice(offset, offset + count));
    offset += count;
  }
  const face = {};
  for (const [name, list] of Object.entries(choices)) face[name] = list[greatest(part[name])];
  const list = tops[face.kind];
  face.top = list ? list[greatest(part.top.slice(0, list.length))] : null;
  if (!soft && face.kind === 'long' && random() < 0.85) face.facialHair = null;
  const colours = {};
  for (const [name, palette] of Object.entries(palettes)) {
    face[name] = Object.keys(palette)[greatest(part[name])];
    colours[name] = soft ? blended(part[name], palette) : palette[face[name]];
  }
  return {face, colours};
}

function render({face, colours}) {
  const one = (value) => (value ? [value] : []);
  const share = (value) => (value ? 100 : 0);
  const options = {
    seed: 'x', size: side, backgroundColor: [colours.ground], skinColor: [colours.skin],
    top: one(face.top), topProbability: share(face.top), hairColor: [colours.hair], hatColor: [colours.cloth],
    facialHair: one(face.facialHair), facialHairProbability: share(face.facialHair), facialHairColor: [colours.hair],
    accessories: one(face.eyewear), accessoriesProbability: share(face.eyewear), accessoriesColor: ['262e33'],
    mouth: [face.mouth], eyes: [face.eyes], eyebrows: [face.eyebrows], clothing: [face.clothing], clothesColor: [colours.cloth],
  };
  const rgba = new Resvg(createAvatar(avataaars, options).toString(), {fitTo: {mode: 'width', value: side}}).render().pixels;
  const rgb = Buffer.alloc(side * side * 3);
  for (let i = 0; i < side * side; i++) rgba.copy(rgb, 3 * i, 4 * i, 4 * i + 3);
  return rgb;
}

const [out, count, seed, mode] = process.argv.slice(2);
const random = uniform(Number(seed));
const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const pictures = fs.openSync(`${out}.bin.part`, 'w');
const latents = fs.openSync(`${out}.z`, 'w');
const faces = [];
for (let i = 0; i < Number(count); i++) {
  const z = Float32Array.from({length}, gauss);
  const choice = choose(z, random, mode === 'soft');
  fs.writeSync(pictures, render(choice));
  fs.writeSync(latents, Buffer.from(z.buffer));
  faces.push(choice.face);
}
fs.closeSync(pictures);
fs.closeSync(latents);
fs.writeFileSync(`${out}.json`, JSON.stringify(faces));
fs.renameSync(`${out}.bin.part`, `${out}.bin`);
console.log(`${count} faces`);

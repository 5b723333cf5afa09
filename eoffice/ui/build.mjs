// Builds what pages load: style sheet, scripts and fonts with hashed names into static/dist, and manifest.json
// (name → hashed file). Also lays the fonts that marks are drawn with where Python reads them.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "static", "dist");
const fresh = `${target}.new`;
const packages = createRequire(import.meta.url);

const ENTRIES = ["main.css", "main.js", "enrol.js", "sign.js"];
const PICTURES = ["emblem.svg"];
const MARK_SUBSETS = ["latin", "latin-ext", "vietnamese"];
const MARK_STYLES = ["400-normal", "400-italic", "700-normal", "700-italic"];

// Only woff2, and only the scripts in which Vietnam's offices write: each @font-face follows a comment with its name.
const fontFaces = {
  name: "font-faces",
  setup(build) {
    build.onLoad({ filter: /@fontsource.*\.css$/ }, async ({ path }) => {
      const faces = (await readFile(path, "utf8")).split(/(?=\/\* )/);
      const wanted = faces.filter((face) => /^\/\* [a-z-]+-(latin|latin-ext|vietnamese)-\d/.test(face));
      const contents = wanted.join("").replace(/, url\([^)]*\.woff\) format\('woff'\)/g, "");
      return { contents, loader: "css", resolveDir: dirname(path) };
    });
  },
};

async function bundle() {
  const result = await build({
    entryPoints: ENTRIES.map((name) => join(source, name)),
    outdir: fresh,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: ["chrome120", "firefox121", "safari17.4"],
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    assetNames: "fonts/[name]-[hash]",
    loader: { ".woff2": "file" },
    plugins: [fontFaces],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const names = {};
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) names[basename(output.entryPoint)] = basename(file);
  }
  return names;
}

async function hashPicture(name) {
  const bytes = await readFile(join(source, name));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  await writeFile(join(fresh, hashed), bytes);
  return hashed;
}

async function layFontsForMarks() {
  const tinos = dirname(packages.resolve("@fontsource/tinos/package.json"));
  const folder = join(fresh, "fonts-for-marks");
  await mkdir(folder, { recursive: true });
  for (const subset of MARK_SUBSETS) {
    for (const style of MARK_STYLES) {
      const name = `tinos-${subset}-${style}.woff`;
      await cp(join(tinos, "files", name), join(folder, name));
    }
  }
  await cp(join(tinos, "LICENSE"), join(folder, "LICENSE"));
}

await rm(fresh, { recursive: true, force: true });
const manifest = await bundle();
for (const name of PICTURES) manifest[name] = await hashPicture(name);
await layFontsForMarks();
await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await rm(target, { recursive: true, force: true });
await rename(fresh, target);
console.log(`Built ${Object.values(manifest).join(", ")}`);

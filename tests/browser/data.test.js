// What pages tell machines: JSON-LD and microformats, each as a parser of others reads it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import jsonld from "jsonld";
import { mf2 } from "microformats-parser";
import { folderOf, THEMES } from "./built.js";

const SITE = "https://maya.example/";
const SCHEMA = "https://schema.org/";
// What schema.org's own context says of the properties that are used here: which hold addresses.
const CONTEXT = {
  "@vocab": SCHEMA,
  ...Object.fromEntries(["url", "sameAs", "image", "isBasedOn", "primaryImageOfPage"].map((name) => [name, { "@type": "@id" }])),
};
// The properties of schema.org that each type may have, as far as they are meant here.
const OF_PAGES = ["url", "name", "inLanguage", "mainEntity", "about", "hasPart", "mentions", "description", "primaryImageOfPage", "dateCreated", "dateModified", "image"];
const MEANT = {
  ProfilePage: OF_PAGES, CollectionPage: OF_PAGES, WebPage: OF_PAGES, AboutPage: OF_PAGES,
  Article: [...OF_PAGES, "headline", "author", "datePublished", "temporalCoverage", "keywords"],
  BlogPosting: [...OF_PAGES, "headline", "author", "datePublished", "keywords"],
  Blog: [...OF_PAGES, "blogPost"],
  Person: ["name", "description", "url", "sameAs", "image", "jobTitle", "worksFor", "homeLocation", "address", "knowsAbout"],
  Organization: ["name", "url"],
  Quotation: ["url", "text", "dateCreated", "about", "creator", "isBasedOn", "inLanguage"],
  ImageObject: ["url", "width", "height", "contentUrl", "caption"],
};

for (const theme of THEMES) {
  test(`${theme}: JSON-LD says what is meant`, async () => {
    const nodes = await graph(theme);
    const types = new Set(nodes.flatMap((node) => node["@type"] ?? []).map((type) => type.replace(SCHEMA, "")));
    for (const type of ["ProfilePage", "Person", "Quotation", "Article", "BlogPosting"]) assert.ok(types.has(type), `${type} of ${[...types]}`);
    for (const node of nodes) {
      for (const type of node["@type"] ?? []) {
        // Search engines refuse Review and AggregateRating on one's own site.
        const meant = MEANT[type.replace(SCHEMA, "")];
        assert.ok(meant, `${type} on ${node.page}`);
        const said = Object.keys(node).filter((key) => key.startsWith(SCHEMA)).map((key) => key.replace(SCHEMA, ""));
        assert.deepEqual(said.filter((name) => !meant.includes(name)), [], `${type} on ${node.page}`);
      }
    }

    const owner = nodes.find((node) => node.page === "index.html" && node["@id"] === `${SITE}#me`);
    assert.deepEqual(values(owner, "name"), ["Maya Okafor"]);
    assert.deepEqual(values(owner, "url"), [SITE]);
    assert.ok(values(owner, "sameAs").length >= 3 && values(owner, "description")[0].length > 20);
    const home = nodes.find((node) => node.page === "index.html" && isA(node, "ProfilePage"));
    assert.deepEqual(values(home, "mainEntity"), [`${SITE}#me`]);

    const quotations = nodes.filter((node) => isA(node, "Quotation"));
    assert.ok(quotations.length >= 15, `${quotations.length} quotations`);
    for (const quotation of quotations) {
      assert.deepEqual(values(quotation, "about"), [`${SITE}#me`], quotation.page);
      assert.ok(values(quotation, "text")[0].length > 40 && values(quotation, "url")[0].startsWith(SITE), quotation.page);
      const [creator] = values(quotation, "creator").map((id) => nodes.find((node) => node.page === quotation.page && node["@id"] === id));
      if (creator) assert.ok(isA(creator, "Person") && values(creator, "name")[0], quotation.page);
    }
    const lena = quotations.find((node) => values(node, "url")[0] === `${SITE}people/lena-brandt/#lena-settlement`);
    assert.deepEqual(values(lena, "isBasedOn"), ["https://in.example/lena-brandt/recommendations"]);
    assert.deepEqual(values(lena, "dateCreated"), ["2025-05-02"]);
  });

  test(`${theme}: microformats say what is meant`, () => {
    const home = microformats(theme, "index.html");
    const [owner] = itemsOf(home, "h-card").filter(({ properties }) => properties.uid);
    assert.deepEqual(owner.properties.name, ["Maya Okafor"]);
    assert.deepEqual([owner.properties.url, owner.properties.uid], [[SITE], [SITE]]);
    assert.match(owner.properties.note[0], /^I make payment systems settle in minutes/);
    assert.ok(home.rels.me.length >= 4, "the profiles elsewhere are hers");

    let cited = 0;
    for (const file of pages(theme)) {
      const data = microformats(theme, file);
      for (const entry of itemsOf(data, "h-entry")) {
        assert.ok(entry.properties.name?.[0], `an h-entry of ${file} has a name`);
      }
      for (const cite of itemsOf(data, "h-cite")) {
        assert.ok(text(cite.properties.content?.[0]).length > 10, `an h-cite of ${file} has content`);
        // The address of a page that quotes is the testimonial's own, or it is on the page.
        assert.ok(!cite.properties.name, `an h-cite of ${file} has no other name`);
        assert.ok(text(cite.properties.author?.[0]), `an h-cite of ${file} has an author: ${text(cite.properties.content[0])}`);
        cited += 1;
      }
      if (file !== "index.html") {
        const author = itemsOf(data, "h-card").find(({ properties }) => properties.url?.[0] === SITE);
        assert.equal(author?.properties.name[0], "Maya Okafor", `${file} is hers`);
      }
    }
    assert.ok(cited >= 40, `${cited} quotes`);

    const resume = itemsOf(microformats(theme, "resume/index.html"), "h-resume")[0].properties;
    assert.equal(text(resume.contact[0]), "Maya Okafor");
    assert.equal(resume.name, undefined);
    assert.ok(resume.experience.length >= 4 && resume.education.length >= 1 && resume.skill.length >= 8);
    assert.ok(resume.experience.some(({ properties }) => properties.name[0] === "Northbank" && properties["job-title"][0].startsWith("Staff engineer")));
  });
}

// All nodes of the JSON-LD of a built site, each with the page that it is on.
async function graph(theme) {
  const nodes = [];
  for (const file of pages(theme)) {
    const html = readFileSync(join(folderOf(theme), file), "utf8");
    for (const [, json] of html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) {
      const flat = await jsonld.flatten(JSON.parse(json), null, { documentLoader, base: new URL(file, SITE).href });
      nodes.push(...flat.map((node) => ({ ...node, page: file })));
    }
  }
  return nodes;
}

// Nothing is fetched: the only context is schema.org's.
async function documentLoader(url) {
  assert.match(url, /^https?:\/\/schema\.org\/?$/);
  return { contextUrl: null, documentUrl: url, document: { "@context": CONTEXT } };
}

function isA(node, type) {
  return node["@type"]?.includes(`${SCHEMA}${type}`) ?? false;
}

function values(node, name) {
  return (node?.[`${SCHEMA}${name}`] ?? []).map((value) => value["@value"] ?? value["@id"]);
}

function microformats(theme, file) {
  const html = readFileSync(join(folderOf(theme), file), "utf8");
  return mf2(html, { baseUrl: new URL(file.replace(/index\.html$/, ""), SITE).href });
}

// All items of a type, wherever they stand.
function itemsOf({ items }, type) {
  const within = (item) => [item, ...(item.children ?? []).flatMap(within), ...Object.values(item.properties).flat().filter((value) => value?.type).flatMap(within)];
  return items.flatMap(within).filter((item) => item.type.includes(type));
}

function text(value) {
  return typeof value === "string" ? value : value?.value ?? "";
}


function pages(theme) {
  return readdirSync(folderOf(theme), { recursive: true }).filter((file) => file.endsWith("index.html")).sort();
}

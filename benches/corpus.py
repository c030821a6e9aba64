#!/usr/bin/env python3
"""Write the same synthetic portfolio for several site generators.

    corpus.py --for vouchfolio|hugo|zola --size N --out DIR [--theme DIR]

A portfolio of size N has N accomplishments, N testimonials, max(10, N/10)
people and 40 skills. Text is drawn from a seeded generator, so the same N
gives the same words for every generator, and the layouts here make Hugo and
Zola emit the same pages: N accomplishments with the testimonials about them,
the people with theirs, the skills, paginated lists of 50, one page of everyone
with three quotes each. For vouchfolio, --theme names a theme folder that emits
the same HTML; it is copied to themes/plain of the site.
"""
import argparse, json, pathlib, random, shutil

WORDS = """latency checkout review mentor ship rollout budget incident customer team
design measure reduce improve lead migrate deliver platform pipeline service record
trust quality release quarter stakeholder interview launch backlog support train plan
careful quiet fast honest curious reliable patient thorough direct generous bold""".split()
SKILLS = [f"{a} {b}" for a in ("data", "team", "product", "cloud", "people", "risk", "web", "system")
          for b in ("design", "planning", "review", "delivery", "coaching")]
FIRST = "Ada Ben Chi Dana Eli Fay Gus Hana Ivo Jun Kai Lea Mo Nia Oto Pia Quin Rui Sol Tea".split()
LAST = "Abara Brandt Costa Diaz Eriksen Fofana Grant Haddad Ito Jansen Kaur Lund Mbeki Novak".split()


def sentence(r, n=14):
    w = [r.choice(WORDS) for _ in range(n)]
    return " ".join(w).capitalize() + "."


def paragraph(r, n=4):
    return " ".join(sentence(r, r.randint(8, 18)) for _ in range(n))


def body(r):
    return "\n".join([
        paragraph(r), "", "## What changed", "", paragraph(r), "",
        *[f"- **{r.choice(WORDS)}** {sentence(r, 9)}" for _ in range(5)], "",
        "## How", "", paragraph(r, 5), "", f"> {sentence(r)}", "",
        f"See [the write-up](https://example.org/{r.randint(1, 9999)}) and `{r.choice(WORDS)}`.", "",
        "| before | after |", "|---|---|", *[f"| {r.randint(100, 900)} ms | {r.randint(10, 90)} ms |" for _ in range(3)], "",
        "```text", *[f"{r.choice(WORDS)}={r.randint(1, 99)}" for _ in range(4)], "```", "", paragraph(r, 3), ""])


def portfolio(n):
    r = random.Random(7)
    people = []
    for i in range(max(10, n // 10)):
        people.append(dict(id=f"person-{i}", name=f"{r.choice(FIRST)} {r.choice(LAST)} {i}",
                           role=r.choice(["Engineer", "Manager", "Client", "Director"]),
                           relation=r.choice(["manager", "peer", "report", "client"]),
                           organization=f"Company {i % 37}", bio=paragraph(r, 2)))
    acc = []
    for i in range(n):
        acc.append(dict(id=f"accomplishment-{i}", title=sentence(r, 6)[:-1] + f" {i}",
                        date=f"{2005 + i % 20}-{1 + i % 12:02d}-{1 + i % 28:02d}",
                        skills=r.sample(SKILLS, 3), metric=f"{r.randint(5, 95)} %", body=body(r)))
    tes = []
    for i in range(n):
        a = acc[r.randrange(n)]
        tes.append(dict(id=f"testimonial-{i}", who=people[r.randrange(len(people))], about=a["id"],
                        skills=a["skills"][:2], date=a["date"], body=paragraph(r, 4)))
    return people, acc, tes


def put(root, path, text):
    p = root / path
    p.parent.mkdir(parents=True, exist_ok=True)
    p.write_text(text)


def fm(**kw):
    return "---\n" + "\n".join(f"{k}: {json.dumps(v)}" for k, v in kw.items()) + "\n---\n"


# One page frame, written once a template language so that each generator emits the same HTML.
def frame(title, content, base, home):
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="{base}"></head>
<body><header><nav><a href="{home}">Home</a> <a href="{home}accomplishments/">Accomplishments</a> <a href="{home}people/">Who can vouch for me</a> <a href="{home}skills/">Skills</a></nav></header>
<main>{content}</main><footer><p>Made with care</p></footer></body></html>
"""


def hugo(root, n):
    people, acc, tes = portfolio(n)
    put(root, "hugo.yaml", """baseURL: https://example.org/
title: Portfolio
disableKinds: [RSS]
taxonomies: {skill: skills, about: about, voucher: voucher}
markup: {highlight: {codeFences: false}}
outputs: {home: [html], section: [html], taxonomy: [html], term: [html]}
pagination: {pagerSize: 50}
""")
    for p in people:
        put(root, f"content/people/{p['id']}.md", fm(title=p["name"], role=p["role"], relation=p["relation"], organization=p["organization"]) + p["bio"])
    for a in acc:
        put(root, f"content/accomplishments/{a['id']}.md", fm(title=a["title"], date=a["date"], skills=a["skills"], metric=a["metric"]) + a["body"])
    for t in tes:
        # Without "link", Hugo leaves what it does not render out of its taxonomies, and shows no quote anywhere.
        put(root, f"content/testimonials/{t['id']}.md", fm(title=t["id"], date=t["date"], who=t["who"]["id"], voucher=[t["who"]["id"]], about=[t["about"]], build={"render": "link", "list": "always"}) + t["body"])
    put(root, "content/testimonials/_index.md", fm(title="Testimonials", build={"render": "never"}))
    for k in ("about", "voucher"):
        put(root, f"content/{k}/_index.md", fm(title=k, build={"render": "never"}, cascade={"build": {"render": "never", "list": "always"}}))
    put(root, "static/style.css", "body{max-width:60rem;margin:auto}")
    L = "layouts/"
    put(root, L + "_default/baseof.html", frame("{{ .Title }}", '{{ block "main" . }}{{ end }}', "/style.css", "/"))
    quote = """<figure class="testimonial"><blockquote>{{ .Content }}</blockquote>{{ with site.GetPage (printf "/people/%s" .Params.who) }}<figcaption><a href="{{ .RelPermalink }}">{{ .Title }}</a>, {{ .Params.role }} at {{ .Params.organization }} ({{ .Params.relation }})</figcaption>{{ end }}<time>{{ .Date.Format "2006-01-02" }}</time></figure>"""
    put(root, L + "partials/quote.html", quote)
    put(root, L + "accomplishments/single.html", """{{ define "main" }}<article><h1>{{ .Title }}</h1><p><time>{{ .Date.Format "2006-01-02" }}</time> <strong>{{ .Params.metric }}</strong></p><ul>{{ range .GetTerms "skills" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ .Content }}<section><h2>Who vouches for this</h2>{{ range index site.Taxonomies.about .File.ContentBaseName }}{{ partial "quote.html" .Page }}{{ end }}</section></article>{{ end }}""")
    put(root, L + "people/single.html", """{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Params.role }} at {{ .Params.organization }} ({{ .Params.relation }})</p>{{ .Content }}<section>{{ range index site.Taxonomies.voucher .File.ContentBaseName }}{{ partial "quote.html" .Page }}{{ end }}</section></article>{{ end }}""")
    put(root, L + "accomplishments/list.html", """{{ define "main" }}<h1>{{ .Title }}</h1><ol>{{ $p := .Paginate .RegularPages }}{{ range $p.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time></li>{{ end }}</ol>{{ with $p.Prev }}<a href="{{ .URL }}">Previous</a>{{ end }}{{ with $p.Next }}<a href="{{ .URL }}">Next</a>{{ end }}{{ end }}""")
    put(root, L + "people/list.html", """{{ define "main" }}<h1>Who can vouch for me</h1>{{ range .RegularPages }}<section><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Params.role }} at {{ .Params.organization }} ({{ .Params.relation }})</p>{{ range first 3 (index site.Taxonomies.voucher .File.ContentBaseName) }}{{ partial "quote.html" .Page }}{{ end }}</section>{{ end }}{{ end }}""")
    put(root, L + "_default/terms.html", """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> ({{ len .Pages }})</li>{{ end }}</ul>{{ end }}""")
    put(root, L + "_default/term.html", """{{ define "main" }}<h1>{{ .Title }}</h1><ol>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time></li>{{ end }}</ol>{{ end }}""")
    put(root, L + "index.html", """{{ define "main" }}<h1>{{ .Title }}</h1><ol>{{ range first 10 (where site.RegularPages "Section" "accomplishments") }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol>{{ end }}""")


def zola(root, n):
    people, acc, tes = portfolio(n)
    put(root, "zola.toml", """base_url = "https://example.org"
title = "Portfolio"
generate_feeds = false
build_search_index = false
minify_html = false
taxonomies = [{name = "skills"}, {name = "about", render = false}, {name = "voucher", render = false}]
""")
    q = json.dumps
    def tfm(tax=None, extra=None, **kw):
        s = "+++\n" + "\n".join(f"{k} = {v if k == 'date' else q(v)}" for k, v in kw.items()) + "\n"
        if tax: s += "[taxonomies]\n" + "\n".join(f"{k} = {q(v)}" for k, v in tax.items()) + "\n"
        if extra: s += "[extra]\n" + "\n".join(f"{k} = {q(v)}" for k, v in extra.items()) + "\n"
        return s + "+++\n"
    put(root, "content/_index.md", "+++\ntitle = \"Portfolio\"\n+++\n")
    put(root, "content/accomplishments/_index.md", '+++\ntitle = "Accomplishments"\nsort_by = "date"\npaginate_by = 50\ntemplate = "accomplishments.html"\npage_template = "accomplishment.html"\n+++\n')
    put(root, "content/people/_index.md", '+++\ntitle = "People"\nsort_by = "title"\ntemplate = "people.html"\npage_template = "person.html"\n+++\n')
    put(root, "content/testimonials/_index.md", '+++\ntitle = "Testimonials"\nrender = false\n+++\n')
    for p in people:
        put(root, f"content/people/{p['id']}.md", tfm(title=p["name"], extra=dict(role=p["role"], relation=p["relation"], organization=p["organization"])) + p["bio"])
    for a in acc:
        put(root, f"content/accomplishments/{a['id']}.md", tfm(title=a["title"], date=a["date"], tax=dict(skills=a["skills"]), extra=dict(metric=a["metric"])) + a["body"])
    for t in tes:
        w = t["who"]
        put(root, f"content/testimonials/{t['id']}.md", tfm(title=t["id"], date=t["date"], render=False, tax=dict(voucher=[w["id"]], about=[t["about"]]), extra=dict(who=w["id"])).replace("render = false", "render = false") + t["body"])
    put(root, "static/style.css", "body{max-width:60rem;margin:auto}")
    T = "templates/"
    put(root, T + "base.html", frame("{% block title %}{% endblock %}", "{% block main %}{% endblock %}", "/style.css", "/"))
    put(root, T + "macros.html", """{% macro quote(t) %}<figure class="testimonial"><blockquote>{{ t.content | safe }}</blockquote>{% set p = get_page(path="people/" ~ t.extra.who ~ ".md") %}<figcaption><a href="{{ p.path }}">{{ p.title }}</a>, {{ p.extra.role }} at {{ p.extra.organization }} ({{ p.extra.relation }})</figcaption><time>{{ t.date }}</time></figure>{% endmacro %}""")
    head = '{% extends "base.html" %}{% import "macros.html" as m %}'
    put(root, T + "accomplishment.html", head + """{% block title %}{{ page.title }}{% endblock %}{% block main %}<article><h1>{{ page.title }}</h1><p><time>{{ page.date }}</time> <strong>{{ page.extra.metric }}</strong></p><ul>{% for s in page.taxonomies.skills %}<li><a href="/skills/{{ s | slugify }}/">{{ s }}</a></li>{% endfor %}</ul>{{ page.content | safe }}<section><h2>Who vouches for this</h2>{% set term = get_taxonomy_term(kind="about", term=page.slug, required=false) %}{% if term %}{% for t in term.pages %}{{ m::quote(t=t) }}{% endfor %}{% endif %}</section></article>{% endblock %}""")
    put(root, T + "person.html", head + """{% block title %}{{ page.title }}{% endblock %}{% block main %}<article><h1>{{ page.title }}</h1><p>{{ page.extra.role }} at {{ page.extra.organization }} ({{ page.extra.relation }})</p>{{ page.content | safe }}<section>{% set term = get_taxonomy_term(kind="voucher", term=page.slug, required=false) %}{% if term %}{% for t in term.pages %}{{ m::quote(t=t) }}{% endfor %}{% endif %}</section></article>{% endblock %}""")
    put(root, T + "accomplishments.html", head + """{% block title %}{{ section.title }}{% endblock %}{% block main %}<h1>{{ section.title }}</h1><ol>{% for p in paginator.pages %}<li><a href="{{ p.path }}">{{ p.title }}</a> <time>{{ p.date }}</time></li>{% endfor %}</ol>{% if paginator.previous %}<a href="{{ paginator.previous }}">Previous</a>{% endif %}{% if paginator.next %}<a href="{{ paginator.next }}">Next</a>{% endif %}{% endblock %}""")
    put(root, T + "people.html", head + """{% block title %}{{ section.title }}{% endblock %}{% block main %}<h1>Who can vouch for me</h1>{% for p in section.pages %}<section><h2><a href="{{ p.path }}">{{ p.title }}</a></h2><p>{{ p.extra.role }} at {{ p.extra.organization }} ({{ p.extra.relation }})</p>{% set term = get_taxonomy_term(kind="voucher", term=p.slug, required=false) %}{% if term %}{% for t in term.pages | slice(end=3) %}{{ m::quote(t=t) }}{% endfor %}{% endif %}</section>{% endfor %}{% endblock %}""")
    put(root, T + "taxonomy_list.html", head + """{% block title %}{{ taxonomy.name }}{% endblock %}{% block main %}<h1>{{ taxonomy.name }}</h1><ul>{% for t in terms %}<li><a href="{{ t.path }}">{{ t.name }}</a> ({{ t.pages | length }})</li>{% endfor %}</ul>{% endblock %}""")
    put(root, T + "taxonomy_single.html", head + """{% block title %}{{ term.name }}{% endblock %}{% block main %}<h1>{{ term.name }}</h1><ol>{% for p in term.pages %}<li><a href="{{ p.path }}">{{ p.title }}</a> <time>{{ p.date }}</time></li>{% endfor %}</ol>{% endblock %}""")
    put(root, T + "index.html", head + """{% block title %}{{ section.title }}{% endblock %}{% block main %}{% set s = get_section(path="accomplishments/_index.md") %}<h1>{{ section.title }}</h1><ol>{% for p in s.pages | slice(end=10) %}<li><a href="{{ p.path }}">{{ p.title }}</a></li>{% endfor %}</ol>{% endblock %}""")
    put(root, T + "page.html", head + "{% block main %}{{ page.content | safe }}{% endblock %}")
    put(root, T + "section.html", head + "{% block main %}{{ section.content | safe }}{% endblock %}")


def vouchfolio(root, n, theme=None):
    people, acc, tes = portfolio(n)
    put(root, "vouchfolio.yaml", fm(title="Portfolio", base_url="https://example.org/", language="en",
                                    **({"theme": {"name": "plain"}} if theme else {}))[4:-4])
    put(root, "content/profile.md", fm(name="Ada Example", headline="Engineer") + "Hello.\n")
    consent = {"given": "2025-01-01", "via": "email"}
    slug = lambda s: s.replace(" ", "-")
    for p in people:
        put(root, f"content/people/{p['id']}.md", fm(name=p["name"], role=p["role"], organization=p["organization"],
            relation={"kind": p["relation"] if p["relation"] in ("manager", "peer", "report", "client") else "peer"}, consent=consent) + p["bio"])
    for a in acc:
        put(root, f"content/accomplishments/{a['id']}.md", fm(title=a["title"], date=a["date"],
            skills=[slug(s) for s in a["skills"]], metric={"value": a["metric"], "label": "change"}) + a["body"])
    for t in tes:
        put(root, f"content/testimonials/{t['id']}.md", fm(by=t["who"]["id"], given=t["date"], about=[t["about"]],
            skills=[slug(s) for s in t["skills"]], consent=consent) + t["body"])
    if theme:
        shutil.copytree(theme, root / "themes/plain", dirs_exist_ok=True)


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--for", dest="generator", required=True)
    ap.add_argument("--size", type=int, required=True)
    ap.add_argument("--out", type=pathlib.Path, required=True)
    ap.add_argument("--theme", type=pathlib.Path)
    a = ap.parse_args()
    if a.generator == "vouchfolio":
        vouchfolio(a.out, a.size, a.theme)
    else:
        {"hugo": hugo, "zola": zola}[a.generator](a.out, a.size)

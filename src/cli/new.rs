//! `vouchfolio new`: a file with every field, ready to be filled in.

use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use std::path::Path;
use vouchfolio::diagnostic::did_you_mean;
use vouchfolio::model::Date;
use vouchfolio::parse::near_id;

use super::{Global, SUCCESS, clock, files, report};

#[derive(clap::Args)]
pub struct Arguments {
    /// What to add
    #[arg(value_name = "KIND")]
    kind: Kind,
    /// Its title, or the person's name; the file's name and the URL come from it
    #[arg(value_name = "TITLE", num_args = 1.., required = true)]
    title: Vec<String>,
    /// For a testimonial: the id of who said it
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,
    /// For a testimonial: the id of the accomplishment it is about
    #[arg(long, value_name = "ID")]
    about: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Accomplishment,
    Person,
    Testimonial,
    Post,
    Page,
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let site = super::site(global)?;
    if arguments.kind != Kind::Testimonial && (arguments.by.is_some() || arguments.about.is_some())
    {
        return Err(anyhow!("`--by` and `--about` are for testimonials"))
            .context("leave them out, or write `vouchfolio new testimonial …`");
    }
    known(site, "people", "person", arguments.by.as_deref())?;
    known(site, "accomplishments", "accomplishment", arguments.about.as_deref())?;
    let title = arguments.title.join(" ");
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let id = near_id(&title);
    if id.is_empty() {
        return Err(anyhow!("`{title}` has no letters or digits to make a file name of"))
            .context("give it a title in words");
    }
    let today = clock::today(None)?;
    let (folder, text) = match arguments.kind {
        Kind::Accomplishment => ("accomplishments", accomplishment(&title, today)),
        Kind::Person => ("people", person(&title)),
        Kind::Testimonial => ("testimonials", testimonial(arguments, site, &id, today)),
        Kind::Post => ("posts", post(&title, today, true)),
        Kind::Page => ("pages", post(&title, today, false)),
    };
    let path = site.join("content").join(folder).join(format!("{id}.md"));
    if files::exists(&path) || files::ids(site, folder).contains(&id) {
        let what = if arguments.kind == Kind::Person { "name" } else { "title" };
        return Err(anyhow!("`{}` exists already", report::shown(&path)))
            .context(format!("choose another {what}, or edit that file"));
    }
    files::create_within(site, &path, text.as_bytes())?;
    report::created(&path, global);
    if text.lines().any(|line| line.starts_with("by:  ")) {
        report::line("Fill in `by`: the id of whoever said it.", global);
    }
    Ok(SUCCESS)
}

/// Refuses an id that no file has.
fn known(site: &Path, folder: &str, kind: &str, id: Option<&str>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let ids = files::ids(site, folder);
    if ids.iter().any(|known| known == id) {
        return Ok(());
    }
    let help = match did_you_mean(id, ids.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add it first: `vouchfolio new {kind} …`"),
    };
    Err(anyhow!("no {kind} has the id `{id}`")).context(help)
}

/// A text as a YAML value: plain where that is safe, in quotes elsewhere.
pub fn yaml(text: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '/' | '.' | '\'' | ',');
    let begins = text.starts_with(|c: char| c.is_alphabetic());
    let is_word =
        ["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_lowercase().as_str());
    if begins && text.chars().all(plain) && text.trim() == text && !is_word {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

/// The year and month of a day, since that is what people remember.
fn month(day: Date) -> String {
    match day.month() {
        Some(month) => format!("{:04}-{month:02}", day.year()),
        None => day.to_string(),
    }
}

fn accomplishment(title: &str, today: Date) -> String {
    let (title, month) = (yaml(title), month(today));
    format!(
        "---
title: {title}
date: {month}               # 2024, 2024-06 or 2024-06-30; or, instead of date:
#period: {{from: 2023-09, to: 2024-06}}
#at: northbank               # a position's id in content/career.yaml
#role: Designed it, led six engineers    # your part, as opposed to the team's
#metric: {{value: 9 min, before: 26 h, label: settlement time}}
#skills: [payments]          # ids; names to show stand in content/skills.yaml
#with: [lena-brandt]         # people who were there
#links: [{{label: Talk, url: https://…}}]
#image: picture.png          # beside this file
#image_alt: What the picture shows
#aliases: [/old/address/]
#featured: true              # shown on the home page
draft: true                  # remove this line to show it
# Below: what came of it, in one or two sentences, which stand alone on cards and in lists. Then
# the story. What was the problem? What did you do yourself? What changed? What was hard?
---
"
    )
}

fn person(name: &str) -> String {
    let name = yaml(name);
    format!(
        "---
name: {name}
#role: VP Engineering
#organization: Harbor
#photo: photo.jpg            # beside this file
# What this person was to you: manager (managed you), report, peer, client, mentor, mentee,
# teacher, student or collaborator. `at` is a position's id; without `to` it still goes on.
relation: {{kind: peer}}     # {{kind: manager, at: northbank, from: 2021-03, to: 2024-01}}
#reciprocal: true            # you have recommended this person too
#material_connection: none   # or words: paid client
#vouches_for: [payments]     # skills this person agreed to speak to
# Until consent is recorded, nothing of this person is shown. scope: name, role, photo, contact
#consent: {{given: 2025-05-02, via: email, scope: [name, role, photo]}}
#links: [{{label: LinkedIn, url: https://…}}]
#aliases: [/old/address/]
---
"
    )
}

fn testimonial(arguments: &Arguments, site: &Path, id: &str, today: Date) -> String {
    let by = arguments.by.clone().or_else(|| author(site, id)).unwrap_or_default();
    let by = format!("by: {by}");
    let about = match &arguments.about {
        Some(about) => format!("about: [{}]", yaml(about)),
        None => "#about: [settlement-in-minutes]   # accomplishments".to_owned(),
    };
    format!(
        "---
{by:<28} # the id of a person in content/people/
given: {today}
{about}
#skills: [payments]
#highlight: a phrase of the quote, word for word
#source: {{url: https://…}}    # where readers can find these words
#letter: letter.pdf          # a letter of recommendation, beside this file
#edited: trimmed             # if you shortened the quote
# Until consent is recorded, the quote is not shown. scope: quote, name, role, photo
#consent: {{given: {today}, via: email}}
# Below: their words, exactly as they wrote them.
---
"
    )
}

/// The person whose id begins the testimonial's: `lena-brandt` of `lena-brandt-settlement`.
fn author(site: &Path, id: &str) -> Option<String> {
    let words: Vec<&str> = id.split('-').collect();
    let people = files::ids(site, "people");
    (1..=words.len()).rev().find_map(|count| {
        let person = words.get(..count)?.join("-");
        people.contains(&person).then_some(person)
    })
}

fn post(title: &str, today: Date, dated: bool) -> String {
    let title = yaml(title);
    let date = if dated { format!("date: {today}\n") } else { format!("#date: {today}\n") };
    format!(
        "---
title: {title}
{date}#summary: One sentence for lists and previews
#skills: [payments]
#aliases: [/old/address/]
#template: wide.html         # a template of your theme, instead of the usual one
draft: true                  # remove this line to show it
---
"
    )
}

//! `vouchfolio init`: a new site, from the sample or blank.

use anyhow::{Context, Result, anyhow, bail};
use include_dir::{Dir, include_dir};
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use vouchfolio::config::BaseUrl;

use super::{Global, SUCCESS, files, report};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");
const SAMPLE_CONFIG: &str = include_str!("../../vouchfolio.yaml");

const GITIGNORE: &str = "\
# Contact details and notes about people: never published, never committed.
/private/
# The built site and the builder's own state: made anew by `vouchfolio build`.
/public/
/.vouchfolio/
";

#[derive(clap::Args)]
pub struct Arguments {
    /// The folder to start the site in
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Copy the sample portfolio, to read and replace
    #[arg(long, conflicts_with_all = ["blank", "name", "headline", "language"])]
    sample: bool,
    /// Start with a profile and nothing else
    #[arg(long)]
    blank: bool,
    /// Your name
    #[arg(long, allow_hyphen_values = true)]
    name: Option<String>,
    /// What you do, in one sentence
    #[arg(long, allow_hyphen_values = true)]
    headline: Option<String>,
    /// The address that the site will have
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The language you write in: en or de
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
}

/// What a blank site is made from.
struct Answers {
    name: String,
    headline: String,
    base_url: BaseUrl,
    language: String,
}

pub fn run(arguments: &Arguments, global: &Global) -> Result<u8> {
    let folder = match &arguments.folder {
        Some(folder) if global.site == Path::new(".") => folder.clone(),
        Some(folder) => global.site.join(folder),
        None => global.site.clone(),
    };
    if files::exists(&folder.join(vouchfolio::config::FILE)) {
        let help = format!("build it with `vouchfolio build -C {}`", folder.display());
        return Err(anyhow!("`{}` is a site already", folder.display()))
            .context(format!("{help}, or name another folder"));
    }
    let flags = [&arguments.name, &arguments.headline, &arguments.base_url, &arguments.language];
    let has_flags = arguments.sample || arguments.blank || flags.iter().any(|f| f.is_some());
    let asks = !has_flags && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let blank = if asks {
        let question = "Start from the sample portfolio or a blank site? (sample/blank)";
        ask(question, Some("sample"), is_blank)?
    } else {
        let own = [&arguments.name, &arguments.headline, &arguments.language];
        arguments.blank || own.iter().any(|answer| answer.is_some())
    };
    let site = if blank { blank_site(&answers(arguments, asks)?) } else { sample(arguments)? };
    write(&folder, site)?;
    say(&folder, blank, global);
    Ok(SUCCESS)
}

/// Files by their path from the site's folder.
type Site = Vec<(PathBuf, Vec<u8>)>;

fn sample(arguments: &Arguments) -> Result<Site> {
    let mut config = SAMPLE_CONFIG.to_owned();
    if let Some(url) = &arguments.base_url {
        let line = format!("base_url: {}", base_url(url)?.as_str());
        let lines =
            config.lines().map(|l| if l.starts_with("base_url:") { line.as_str() } else { l });
        config = lines.collect::<Vec<_>>().join("\n") + "\n";
    }
    let mut site = vec![(vouchfolio::config::FILE.into(), config.into_bytes())];
    collect(&SAMPLE, &mut site);
    Ok(site)
}

fn collect(folder: &Dir<'_>, site: &mut Site) {
    for file in folder.files() {
        site.push((Path::new("content").join(file.path()), file.contents().to_vec()));
    }
    for folder in folder.dirs() {
        collect(folder, site);
    }
}

fn answers(arguments: &Arguments, asks: bool) -> Result<Answers> {
    let [url, tag] = ["https://example.org/", "en"];
    if asks {
        return Ok(Answers {
            name: ask("Your name", None, words)?,
            headline: ask("What you do, in one sentence", None, words)?,
            base_url: ask("The site's address, if you know it already", Some(url), base_url)?,
            language: ask("The language you write in (en/de)", Some(tag), language)?,
        });
    }
    let name = arguments.name.as_deref().unwrap_or("Your Name");
    let headline = arguments.headline.as_deref().unwrap_or("What I do, in one sentence");
    Ok(Answers {
        name: words(name).context("give `--name` in words")?,
        headline: words(headline).context("give `--headline` in words")?,
        base_url: base_url(arguments.base_url.as_deref().unwrap_or(url))?,
        language: language(arguments.language.as_deref().unwrap_or(tag))?,
    })
}

fn is_blank(answer: &str) -> Result<bool> {
    match answer.to_lowercase().as_str() {
        "sample" | "s" => Ok(false),
        "blank" | "b" => Ok(true),
        _ => Err(anyhow!("`{answer}` is not one of the two")).context("answer `sample` or `blank`"),
    }
}

fn words(text: &str) -> Result<String> {
    match text.trim() {
        "" => Err(anyhow!("this cannot be empty")),
        text => Ok(text.to_owned()),
    }
}

/// A language that the built-in themes have words in.
fn language(language: &str) -> Result<String> {
    let files = vouchfolio::theme::builtin_files("base").into_iter().flat_map(|files| files.keys());
    let known: Vec<&str> =
        files.filter_map(|path| path.strip_prefix("strings/")?.strip_suffix(".yaml")).collect();
    let primary = language.split('-').next().unwrap_or_default();
    if known.contains(&language) || known.contains(&primary) {
        return Ok(language.to_owned());
    }
    Err(anyhow!("the built-in themes have no words in `{language}`")).context(format!(
        "choose {}; docs/themes.md says how to add a language later",
        known.join(" or ")
    ))
}

fn base_url(text: &str) -> Result<BaseUrl> {
    BaseUrl::parse(text).map_err(|(message, help)| anyhow!(message).context(help))
}

/// Asks until there is an answer that can be read; no answer is the default.
fn ask<T>(question: &str, default: Option<&str>, read: fn(&str) -> Result<T>) -> Result<T> {
    let (mut input, mut output) = (std::io::stdin().lock(), anstream::stderr());
    ask_through(&mut input, &mut output, question, default, read)
}

fn ask_through<T>(
    input: &mut impl BufRead,
    output: &mut impl Write,
    question: &str,
    default: Option<&str>,
    read: fn(&str) -> Result<T>,
) -> Result<T> {
    let shown = default.map(|default| format!(" [{default}]")).unwrap_or_default();
    loop {
        write!(output, "{question}{shown}: ")?;
        output.flush()?;
        let mut answer = String::new();
        if input.read_line(&mut answer)? == 0 {
            bail!("no answer; nothing was written");
        }
        let answer = Some(answer.trim()).filter(|answer| !answer.is_empty());
        match read(answer.or(default).unwrap_or_default()) {
            Ok(value) => return Ok(value),
            Err(problem) => report::failure(&problem),
        }
    }
}

fn blank_site(answers: &Answers) -> Site {
    let [name, headline] = [&answers.name, &answers.headline].map(|text| super::new::yaml(text));
    let language = super::new::yaml(&answers.language);
    let url = answers.base_url.as_str();
    let config = format!(
        "title: {name}\n\
         # Where the site will be published; a path such as https://example.org/me/ works too.\n\
         base_url: {url}\n\
         language: {language}\n\
         description: {headline}\n\
         theme: {{name: ledger}}\n"
    );
    let profile = format!(
        "---\n\
         name: {name}\n\
         headline: {headline}\n\
         #location: Lisbon\n\
         #photo: me.jpg                # beside this file\n\
         #links: [{{label: GitHub, url: https://github.com/…}}]\n\
         #contact: {{label: Write to me, url: \"mailto:…\"}}\n\
         # Below: who you are and how you work, in a few sentences.\n\
         ---\n"
    );
    let career = "\
# Where you worked. Everything else refers to a position by its id. Delete a `#` to switch a line on.
positions:
#  - id: northbank
#    organization: Northbank
#    title: Staff engineer
#    from: 2021-03
#    to: 2024-11                # no `to`: you are still there
#    summary: …
#education: [{institution: …, area: …, degree: …, from: 2010, to: 2014}]
#certificates: [{name: …, issuer: …, date: 2020-05}]
#awards: [{title: …, awarder: …, date: 2022}]
#languages: [{language: English, fluency: Native}]
";
    vec![
        (vouchfolio::config::FILE.into(), config.into_bytes()),
        ("content/profile.md".into(), profile.into_bytes()),
        ("content/career.yaml".into(), career.as_bytes().to_vec()),
    ]
}

/// Writes a site, unless any of its files exists.
fn write(folder: &Path, mut site: Site) -> Result<()> {
    if !files::exists(&folder.join(".gitignore")) {
        site.push((".gitignore".into(), GITIGNORE.as_bytes().to_vec()));
    }
    let ignored = ["private", "public", ".vouchfolio"];
    site.extend(ignored.map(|name| (Path::new(name).join(".gitignore"), b"*\n".to_vec())));
    let taken: Vec<_> =
        site.iter().map(|(path, _)| folder.join(path)).filter(|path| files::exists(path)).collect();
    if let Some(first) = taken.first() {
        let rest = match taken.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more of its files"),
        };
        return Err(anyhow!("`{}` exists already{rest}", first.display()))
            .context("`init` never overwrites: name an empty folder, `vouchfolio init my-site`");
    }
    files::create_private_folder(&folder.join("private"))?;
    for (path, bytes) in site {
        files::create(&folder.join(path), &bytes)?;
    }
    Ok(())
}

fn say(folder: &Path, blank: bool, global: &Global) {
    let place = match folder.as_os_str() == "." {
        true => "this folder".to_owned(),
        false => format!("`{}`", folder.display()),
    };
    report::line(&format!("A new site is in {place}."), global);
    let enter = match folder.as_os_str() == "." {
        true => String::new(),
        false => format!("  cd {}\n", folder.display()),
    };
    let next = if blank {
        format!(
            "Next: write about yourself in content/profile.md, then\n{enter}  \
             vouchfolio new accomplishment \"What you did\"\n  \
             vouchfolio new person \"Who saw it\"\n  vouchfolio serve"
        )
    } else {
        format!(
            "It holds the portfolio of Maya Okafor, who is invented. Look at it, then \
             replace her words with yours:\n{enter}  vouchfolio serve"
        )
    };
    report::line(&next, global);
    report::line(
        "Drafts and people who have not agreed yet lie in content/ and are left out of public/. \
         So keep the repository of these files private, and publish public/ alone.",
        global,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an answer comes to, and what was asked until then.
    fn check<T: std::fmt::Debug>(
        typed: &str,
        default: Option<&str>,
        read: fn(&str) -> Result<T>,
        expected: &str,
    ) {
        let mut asked = Vec::new();
        let answer = ask_through(&mut typed.as_bytes(), &mut asked, "Q", default, read);
        let asked = String::from_utf8(asked).expect("UTF-8");
        let answer = answer.map_or_else(|error| error.to_string(), |value| format!("{value:?}"));
        assert_eq!(format!("{asked}{answer}"), expected, "{typed:?}");
    }

    #[test]
    fn questions_come_again_until_they_are_answered() {
        check("\n", Some("sample"), is_blank, "Q [sample]: false");
        check("what?\nBlank\n", Some("sample"), is_blank, "Q [sample]: Q [sample]: true");
        check("\n  \nJonás\n", None, words, "Q: Q: Q: \"Jonás\"");
        check("fr\nde\n", Some("en"), language, "Q [en]: Q [en]: \"de\"");
        check("", Some("en"), language, "Q [en]: no answer; nothing was written");
    }
}

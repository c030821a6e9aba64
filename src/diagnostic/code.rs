//! The codes of all problems, and how bad each is.

use std::fmt;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The site is built; something is probably not as meant.
    Warning,
    /// The site could say more for its owner.
    Advice,
    /// Good to know.
    Note,
}

impl Severity {
    /// `error`, `warning`, `advice` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal;)*) => {
        /// What kind of problem it is. Codes are stable: scripts may rely on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The code as people write it, `unknown-key`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// How bad it is unless a stage says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// What it means, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    // Files
    InvalidUtf8 "invalid-utf8" Error "A text file holds bytes that are not UTF-8.";
    ControlCharacter "control-character" Error "A text file holds a control character that YAML and HTML refuse.";
    FileTooLarge "file-too-large" Error "A source file is larger than the limit.";
    SymbolicLink "symbolic-link" Error "A symbolic link leaves the site or loops.";
    MissingFile "missing-file" Error "A file that every site needs is not there.";
    UnknownFile "unknown-file" Warning "A Markdown or YAML file stands where no kind of content is.";
    BadId "bad-id" Error "A file name is not made of lower-case words joined by hyphens.";
    DuplicateId "duplicate-id" Error "Two files of one kind have one id.";
    DuplicateUrl "duplicate-url" Error "Two outputs have one URL.";
    ReservedFolder "reserved-folder" Warning "A file of `static/` lies in the folder of the theme's files.";
    // Front matter
    MissingFrontMatter "missing-front-matter" Error "A content file does not begin with front matter.";
    UnterminatedFrontMatter "unterminated-front-matter" Error "Front matter has no closing line.";
    InvalidYaml "invalid-yaml" Error "The YAML cannot be read.";
    TooComplex "too-complex" Error "The YAML or Markdown nests deeper, or expands further, than the limits.";
    DuplicateKey "duplicate-key" Error "A key stands twice in one mapping.";
    UnknownKey "unknown-key" Error "A key is not one of those that may stand here.";
    MissingField "missing-field" Error "A required field is not there, or empty.";
    WrongType "wrong-type" Error "A value is of another type than its key takes.";
    UnknownOption "unknown-value" Error "A value is not one of those that its key takes.";
    BadDate "bad-date" Error "A date is not written as 2024, 2024-06 or 2024-06-30.";
    ImpossibleDay "impossible-day" Error "A date names a day that the calendar does not have.";
    PeriodReversed "period-reversed" Error "A period ends before it starts.";
    ConflictingFields "conflicting-fields" Error "Two fields exclude each other.";
    BadUrl "bad-url" Error "A URL is not one that a reader could follow safely.";
    HiddenCharacter "hidden-character" Error "A name holds a bidirectional or zero-width character.";
    TypographicQuotes "typographic-quotes" Warning "A value stands in typographic quotes, which YAML takes as a part of it.";
    // References
    UnknownPerson "unknown-person" Error "No person has this id.";
    UnknownAccomplishment "unknown-accomplishment" Error "No accomplishment has this id.";
    UnknownTestimonial "unknown-testimonial" Error "No testimonial has this id.";
    UnknownPosition "unknown-position" Error "No position in career.yaml has this id.";
    MissingAsset "missing-asset" Error "A file that is named is not there.";
    UnsupportedImage "unsupported-image" Error "An image is of a format that browsers do not all show.";
    BadImage "bad-image" Error "An image cannot be decoded.";
    MissingAlt "missing-alt" Error "An image has no description for people who cannot see it.";
    HighlightNotInQuote "highlight-not-in-quote" Error "A highlight is not a contiguous part of its quote.";
    HeldBackReference "held-back-reference" Warning "Something refers to what is held back.";
    // Markdown
    BrokenLink "broken-link" Error "A link leads to a page or file that is not there.";
    BrokenAnchor "broken-anchor" Error "A link leads to an anchor that is not there.";
    UnknownComponent "unknown-component" Error "No component of this name may be used in content.";
    MalformedComponent "malformed-component" Error "A component call cannot be read.";
    ComponentArgument "component-argument" Error "An argument of a component is missing, unknown or of a wrong type.";
    ComponentInQuote "component-in-quote" Error "A quote holds a component call.";
    UnusedFootnote "unused-footnote" Warning "A footnote is not shown, since nothing leads to it.";
    UnclosedComment "unclosed-comment" Error "A comment in raw HTML has no end.";
    HtmlInQuote "html-in-quote" Warning "A quote holds raw HTML, which is shown as text.";
    // Theme
    UnknownTheme "unknown-theme" Error "No theme has this name.";
    UnknownThemeOption "unknown-option" Error "The theme has no option of this name.";
    BadOption "bad-option" Error "An option's value is not what the theme takes.";
    BadColor "bad-color" Error "A colour is not written as #rgb, #rrggbb or oklch().";
    AdjustedColor "adjusted-color" Note "A colour was darkened so that text in it can be read.";
    UnknownTemplate "unknown-template" Error "The theme has no template of this name.";
    TemplateError "template-error" Error "A template cannot be read or rendered.";
    BadTheme "bad-theme" Error "A theme's own files are not as themes must be.";
    MissingString "missing-string" Error "The theme has no words for a key in the site's language.";
    UnknownLanguage "unknown-language" Error "The theme has no words in the site's language.";
    UnknownField "unknown-field" Error "A template names a variable or field that no page has.";
    OutsideRequest "outside-request" Error "A theme has pages load something from another host.";
    InlineCode "inline-code" Error "A theme has scripts or styles within its pages.";
    // What a build says besides
    HeldBack "held-back" Note "A file is not shown, for want of consent or because it is a draft.";
    OutputFolder "output-folder" Warning "Something in the output folder is not as the last build left it.";
    UnusableCache "unusable-cache" Note "What earlier builds left in .vouchfolio/ is of no use, so all is made anew.";
    // Configuration
    BadBaseUrl "bad-base-url" Error "The base URL is not an absolute http or https URL.";
    // Publishing and the web
    BadTarget "bad-target" Error "A target of `publish` cannot be used as it is written.";
    PrivateValue "private-value" Error "Something from `private/` stands in what would be published.";
    PublishGuard "publish-guard" Error "Publishing would do something that its owner has to allow first.";
    PublishDoubt "publish-doubt" Warning "Something about publishing is probably not as meant.";
    OldAddress "old-address" Warning "A page was renamed, and its old address leads nowhere.";
    DeadLink "dead-link" Warning "A link to another site leads nowhere.";
    // Advice
    SkillSpelledTwice "skill-spelled-twice" Advice "Two skills are probably one, spelt in two ways.";
    LargeImage "large-image" Advice "A picture is far larger than any page shows it.";
    HeadingSkipped "heading-skipped" Advice "A heading leaves out a level below the one before it.";
    Unvouched "unvouched" Advice "Nobody vouches for an accomplishment yet.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

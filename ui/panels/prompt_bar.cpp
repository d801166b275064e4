#include "ui/panels/prompt_bar.h"

#include <QGridLayout>
#include <QRegularExpression>
#include <QStyle>

#include "ui/panels/prompt_edit.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {

PromptBar::PromptBar(Document &document, QWidget *parent)
    : QWidget(parent),
      document_(document),
      promptEdit_(new PromptEdit),
      chips_(new ChipStrip),
      useSuggested_(new QPushButton(tr("Use suggested"))),
      tokenLabel_(new QLabel),
      unknownLabel_(new QLabel),
      below_(new QHBoxLayout),
      seed_(new SeedEditor(*findParam("seed"), nullptr)) {
  setObjectName(QStringLiteral("promptBar"));
  build();
  connectDocument();
  connectSeed();
  setRunState(RunState::Idle);
}

void PromptBar::build() {
  promptEdit_->setObjectName(QStringLiteral("promptEdit"));
  promptEdit_->setAccessibleName(tr("Prompt"));
  promptEdit_->setPlaceholderText(tr("What should the picture show?"));
  tokenLabel_->setObjectName(QStringLiteral("tokenLabel"));
  tokenLabel_->setAccessibleName(tr("Tokens of the prompt"));
  unknownLabel_->setObjectName(QStringLiteral("unknownWords"));
  unknownLabel_->setWordWrap(true);
  unknownLabel_->hide();
  auto *layout = new QGridLayout(this);
  layout->setContentsMargins(2 * kGrid, kGrid, 2 * kGrid, kGrid);
  layout->setHorizontalSpacing(2 * kGrid);
  layout->setVerticalSpacing(kHalfGrid + 2);
  layout->setColumnStretch(0, 1);
  layout->addWidget(promptEdit_, 0, 0);
  layout->addWidget(buildButtons(), 0, 1);
  below_->setSpacing(2 * kGrid);
  below_->addWidget(chips_, 1);
  useSuggested_->setObjectName(QStringLiteral("useSuggested"));
  useSuggested_->setToolTip(
      tr("Insist on the words with a dotted frame: those that name something to see"));
  useSuggested_->hide();
  below_->addWidget(useSuggested_);
  below_->addWidget(tokenLabel_);
  auto *seedLabel = new QLabel(tr("Seed"));
  seedLabel->setObjectName(QStringLiteral("seedLabel"));
  auto *seed = new QHBoxLayout;
  seed->setSpacing(kHalfGrid);
  seed->addWidget(seedLabel);
  seed->addWidget(seed_);
  below_->addLayout(seed);
  layout->addLayout(below_, 1, 0, 1, 2);
  layout->addWidget(unknownLabel_, 2, 0, 1, 2);
}

QWidget *PromptBar::buildButtons() {
  const auto button = [](const QString &name, const QString &text, const QString &tip) {
    auto *made = new QPushButton(text);
    made->setObjectName(name);
    made->setToolTip(tip);
    made->setAccessibleName(text);
    return made;
  };
  generateButton_ =
      button(QStringLiteral("generateButton"), tr("Generate"), tr("Make a picture (Ctrl+Return)"));
  generateButton_->setIcon(themedIcon(QStringLiteral("play"), &ThemeColours::accentText));
  generateButton_->setMinimumWidth(140);
  pauseButton_ = button(QStringLiteral("pauseButton"), tr("Pause"),
                        tr("Pause or go on (Ctrl+P; Space in the Progress panel)"));
  stopButton_ = button(QStringLiteral("stopButton"), tr("Stop"),
                       tr("End the run and keep its picture (Esc)"));
  stopButton_->setIcon(themedIcon(QStringLiteral("stop")));
  continueButton_ = button(QStringLiteral("continueButton"), tr("Continue"),
                           tr("Go on where the run on screen was stopped (Ctrl+Shift+Return)"));
  moreButton_ = button(QStringLiteral("moreStepsButton"), tr("+50 steps"),
                       tr("Go on with the run on screen for 50 steps more than it was to have"));
  setContinuation(false, false);
  // A click leaves the focus where it is; they come and go with the run.
  for (QPushButton *passing : {pauseButton_, stopButton_, continueButton_, moreButton_}) {
    passing->setFocusPolicy(Qt::TabFocus);
  }
  connect(continueButton_, &QPushButton::clicked, this, &PromptBar::continueRequested);
  connect(moreButton_, &QPushButton::clicked, this, &PromptBar::moreStepsRequested);
  connect(generateButton_, &QPushButton::clicked, this, &PromptBar::generateRequested);
  connect(pauseButton_, &QPushButton::clicked, this, &PromptBar::pauseToggled);
  connect(stopButton_, &QPushButton::clicked, this, &PromptBar::stopRequested);
  auto *box = new QWidget;
  auto *row = new QHBoxLayout(box);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kGrid);
  row->addStretch();
  row->addWidget(continueButton_);
  row->addWidget(moreButton_);
  row->addWidget(generateButton_);
  row->addWidget(pauseButton_);
  row->addWidget(stopButton_);
  return box;
}

void PromptBar::connectDocument() {
  const auto refresh = [this] {
    const QString prompt = QString::fromStdString(document_.request().objective.prompt);
    if (promptEdit_->text() != prompt) {
      promptEdit_->setText(prompt);
      promptEdit_->setCursorPosition(promptEdit_->hasFocus() ? int(prompt.size()) : 0);
    }
  };
  connect(&document_, &Document::changed, this, [this, refresh](const ChangeEvent &event) {
    if (event.kind == ChangeEvent::Kind::Prompt || event.kind == ChangeEvent::Kind::Everything) {
      refresh();
    }
    if (event.kind == ChangeEvent::Kind::Words || event.kind == ChangeEvent::Kind::Everything) {
      chips_->setInsisted(document_.request().objective.words);
      refreshSuggestions();
    }
  });
  refresh();
  chips_->setInsisted(document_.request().objective.words);
  connect(useSuggested_, &QPushButton::clicked, this, &PromptBar::useSuggested);
  connect(chips_, &ChipStrip::insistRequested, this, [this](const QString &word, bool insist) {
    document_.undoStack().push(new InsistOnWord(document_, word, insist));
  });
  connect(chips_, &ChipStrip::pointedAt, this, &PromptBar::wordPointedAt);
  connect(chips_, &ChipStrip::pinRequested, this, &PromptBar::wordPinned);
  typing_ = newGesture();
  // A word is a step, and so is what takes the place of a selection: undo takes words back, not
  // letters and not everything.
  connect(promptEdit_, &QLineEdit::textEdited, this, [this](const QString &text) {
    const auto before = QString::fromStdString(document_.request().objective.prompt).size();
    const bool isLetter = std::abs(text.size() - before) == 1;
    typing_ = isLetter ? typing_ : newGesture();
    document_.undoStack().push(new SetPrompt(document_, text, typing_));
    typing_ = isLetter && !text.endsWith(QLatin1Char(' ')) ? typing_ : newGesture();
  });
  connect(promptEdit_, &QLineEdit::editingFinished, this, [this] { typing_ = newGesture(); });
  connect(chips_, &ChipStrip::replaced, this, &PromptBar::replaceWord);
}

void PromptBar::connectSeed() {
  const ParamSpec &spec = *findParam("seed");
  seed_->setObjectName(QStringLiteral("promptSeed"));
  seed_->setFixedWidth(112);
  seed_->setToolTip(QString::fromStdString(spec.help));
  seed_->setValue(spec.get(document_.request()));
  connect(seed_, &ParamEditor::edited, this, [this, &spec](const ParamValue &value, int gesture) {
    document_.undoStack().push(new SetParam(document_, spec, value, gesture));
  });
  connect(&document_, &Document::changed, this, [this, &spec](const ChangeEvent &event) {
    if (event.kind == ChangeEvent::Kind::Param || event.kind == ChangeEvent::Kind::Everything) {
      seed_->setValue(spec.get(document_.request()));
    }
  });
}

void PromptBar::setSuggestsWords(bool suggests) {
  suggests_ = suggests;
  refreshSuggestions();
}

/// Until a word is picked: from then on the user chooses.
void PromptBar::refreshSuggestions() {
  const bool suggests = suggests_ && document_.toRequest().objective.words.empty();
  chips_->setSuggests(suggests);
  useSuggested_->setVisible(suggests && !chips_->suggested().isEmpty());
}

void PromptBar::useSuggested() {
  document_.undoStack().push(new InsistOnWords(document_, chips_->suggested()));
}

void PromptBar::setTokens(const TokenInfo &info) {
  chips_->setWords(info.words);
  refreshSuggestions();
  QStringList cut;
  for (const TokenInfo::Word &word : info.words) {
    if (word.cutOff) {
      cut << QString::fromStdString(word.text);
    }
  }
  const QString count = tr("%1/%2 tokens").arg(info.tokens).arg(info.contextLength);
  tokenLabel_->setText(cut.isEmpty() ? count : tr("%1: too long, the end is cut off").arg(count));
  tokenLabel_->setToolTip(cut.isEmpty()
                              ? tr("Tokens of the prompt, of those that the text encoder reads")
                              : tr("Not read: %1").arg(cut.join(QLatin1Char(' '))));
  tokenLabel_->setProperty("tooLong", !cut.isEmpty());
  tokenLabel_->style()->unpolish(tokenLabel_);
  tokenLabel_->style()->polish(tokenLabel_);
  showUnknownWords(info);
}

void PromptBar::showUnknownWords(const TokenInfo &info) {
  QStringList sentences;
  for (const TokenInfo::Word &word : info.words) {
    if (word.known) {
      continue;
    }
    QStringList nearWords;
    for (const std::string &nearWord : word.near) {
      nearWords << QString::fromStdString(nearWord);
    }
    const QString text = QString::fromStdString(word.text);
    sentences << (nearWords.isEmpty() ? tr("This pack does not know “%1”.").arg(text)
                                      : tr("This pack does not know “%1”; near: %2.")
                                            .arg(text, nearWords.join(QStringLiteral(", "))));
  }
  unknownLabel_->setText(sentences.join(QLatin1Char(' ')));
  unknownLabel_->setVisible(!sentences.isEmpty());
}

void PromptBar::setContinuation(bool canContinue, bool canAddSteps) {
  continueButton_->setVisible(canContinue);
  moreButton_->setVisible(canAddSteps);
}

void PromptBar::setRunState(RunState state) {
  const bool idle = state == RunState::Idle;
  const bool paused = state == RunState::Paused;
  generateButton_->setVisible(idle);
  if (idle && (pauseButton_->hasFocus() || stopButton_->hasFocus())) {
    generateButton_->setFocus();  // before they go, so that the focus does not stray
  }
  pauseButton_->setVisible(!idle);
  stopButton_->setVisible(!idle);
  pauseButton_->setEnabled(state == RunState::Running || paused);
  pauseButton_->setText(paused ? tr("Resume") : tr("Pause"));
  pauseButton_->setAccessibleName(pauseButton_->text());
  pauseButton_->setIcon(themedIcon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
  seed_->setEnabled(idle);
  stopButton_->setText(state == RunState::Stopping ? tr("Stopping…") : tr("Stop"));
}

bool PromptBar::hasUnknownWords() const {
  const auto &chips = chips_->chips();
  return std::any_of(chips.begin(), chips.end(),
                     [](const WordChip *chip) { return !chip->word().known; });
}

void PromptBar::replaceWord(const QString &word, int occurrence, const QString &nearWord) {
  QString prompt = QString::fromStdString(document_.request().objective.prompt);
  const QRegularExpression whole(
      QStringLiteral("\\b%1\\b").arg(QRegularExpression::escape(word)),
      QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
  auto matches = whole.globalMatch(prompt);
  for (int index = 0; matches.hasNext(); ++index) {
    const auto match = matches.next();
    if (index == occurrence) {
      prompt.replace(match.capturedStart(), match.capturedLength(), nearWord);
      document_.undoStack().push(new SetPrompt(document_, prompt, newGesture()));
      return;
    }
  }
}

}  // namespace everyword

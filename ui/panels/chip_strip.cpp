#include "ui/panels/chip_strip.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <map>

#include "ui/project/prompt_words.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {
QString key(const std::string &word) { return QString::fromStdString(word).toLower(); }
}  // namespace

ChipStrip::ChipStrip(QWidget *parent) : QScrollArea(parent) {
  setObjectName(QStringLiteral("chipStrip"));
  setAccessibleName(tr("Words of the prompt"));
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::NoFocus);
  setFixedHeight(26);
  setWords({});
}

void ChipStrip::setWords(const std::vector<TokenInfo::Word> &words) {
  auto *row = new QWidget;
  auto *layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kHalfGrid);
  chips_.clear();
  std::map<QString, int> seen;
  for (const TokenInfo::Word &word : words) {
    auto *chip = new WordChip(word);
    const QString text = QString::fromStdString(word.text);
    const int occurrence = seen[text.toLower()]++;
    connect(chip, &WordChip::replaced, this, [this, text, occurrence](const QString &nearWord) {
      Q_EMIT replaced(text, occurrence, nearWord);
    });
    connect(chip, &WordChip::insistRequested, this,
            [this, text](bool insist) { Q_EMIT insistRequested(text, insist); });
    layout->addWidget(chip);
    chips_.push_back(chip);
  }
  layout->addStretch();
  setWidget(row);  // deletes the old row
  applyScores();
  applyInsisted();
  applySuggestions();
}

void ChipStrip::setSuggests(bool suggests) {
  suggests_ = suggests;
  applySuggestions();
}

QStringList ChipStrip::suggested() const {
  QStringList words;
  for (const WordChip *chip : chips_) {
    const QString text = QString::fromStdString(chip->word().text);
    if (chip->isSuggested() && !words.contains(text, Qt::CaseInsensitive)) {
      words << text;
    }
  }
  return words;
}

void ChipStrip::applySuggestions() {
  for (WordChip *chip : chips_) {
    chip->setSuggested(suggests_ && chip->canInsist() &&
                       !isFunctionWord(QString::fromStdString(chip->word().text)));
  }
}

void ChipStrip::setInsisted(const std::vector<std::string> &words) {
  insisted_ = words;
  applyInsisted();
}

void ChipStrip::applyInsisted() {
  for (WordChip *chip : chips_) {
    const QString text = key(chip->word().text);
    chip->setInsisted(std::any_of(insisted_.begin(), insisted_.end(),
                                  [&](const std::string &word) { return key(word) == text; }));
  }
}

void ChipStrip::setScores(const std::vector<WordScore> &scores) {
  scores_ = scores;
  applyScores();
}

void ChipStrip::applyScores() {
  // The k-th "red" of the prompt belongs to the k-th "red" of the scores.
  std::multimap<QString, double> left;
  for (const WordScore &score : scores_) {
    left.emplace(key(score.word), score.relevance);
  }
  for (WordChip *chip : chips_) {
    const auto found = left.find(key(chip->word().text));
    chip->setRelevance(found == left.end() ? std::nullopt : std::optional(found->second));
    if (found != left.end()) {
      left.erase(found);
    }
  }
}

void ChipStrip::wheelEvent(QWheelEvent *event) {
  const QPoint delta = event->angleDelta();
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() -
                                  (delta.x() ? delta.x() : delta.y()) / 2);
  event->accept();
}

}  // namespace everyword

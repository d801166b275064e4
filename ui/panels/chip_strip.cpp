#include "ui/panels/chip_strip.h"

#include <QEvent>
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
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::NoFocus);
  setWords({});
}

void ChipStrip::setWords(const std::vector<TokenInfo::Word> &words) {
  auto *content = new QWidget;
  chips_.clear();
  std::map<QString, int> seen;
  for (const TokenInfo::Word &word : words) {
    auto *chip = new WordChip(word, content);
    const QString text = QString::fromStdString(word.text);
    const int occurrence = seen[text.toLower()]++;
    connect(chip, &WordChip::replaced, this, [this, text, occurrence](const QString &nearWord) {
      Q_EMIT replaced(text, occurrence, nearWord);
    });
    connect(chip, &WordChip::insistRequested, this,
            [this, text](bool insist) { Q_EMIT insistRequested(text, insist); });
    connect(chip, &WordChip::pointedAt, this,
            [this, text](bool over) { Q_EMIT pointedAt(over ? text : QString()); });
    connect(chip, &WordChip::pinRequested, this, [this, text] { Q_EMIT pinRequested(text); });
    chips_.push_back(chip);
  }
  setWidget(content);  // deletes the old one
  content->installEventFilter(this);
  content->show();
  applyScores();
  applyInsisted();
  applySuggestions();
  arrange();
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

void ChipStrip::arrange() {
  constexpr int kLine = 28, kMostLines = 3;
  const int room = viewport()->width();
  int left = 0, top = 0;
  for (WordChip *chip : chips_) {
    const QSize size = chip->sizeHint();
    if (left > 0 && left + size.width() > room) {
      left = 0;
      top += kLine;
    }
    chip->setGeometry(QRect(QPoint(left, top), size));
    left += size.width() + kHalfGrid;
  }
  widget()->resize(room, top + kLine - 2);
  setFixedHeight(std::min(top, (kMostLines - 1) * kLine) + kLine - 2);
}

void ChipStrip::resizeEvent(QResizeEvent *event) {
  QScrollArea::resizeEvent(event);
  arrange();
}

bool ChipStrip::eventFilter(QObject *watched, QEvent *event) {
  if (watched == widget() && event->type() == QEvent::LayoutRequest) {
    arrange();
  }
  return QScrollArea::eventFilter(watched, event);
}

}  // namespace everyword

#pragma once

#include <QScrollArea>
#include <vector>

#include "engine/api/run_events.h"
#include "ui/panels/word_chip.h"

namespace everyword {

/// The words of the prompt in rows, which grow to three; longer prompts scroll.
class ChipStrip : public QScrollArea {
  Q_OBJECT

 public:
  explicit ChipStrip(QWidget *parent = nullptr);
  void setWords(const std::vector<TokenInfo::Word> &words);
  /// Those that the request insists on.
  void setInsisted(const std::vector<std::string> &words);
  /// Whether words that name something to see are marked as suggested.
  void setSuggests(bool suggests);
  /// Each once.
  QStringList suggested() const;
  /// Empty: no run yet.
  void setScores(const std::vector<WordScore> &scores);
  const std::vector<WordChip *> &chips() const { return chips_; }

 Q_SIGNALS:
  void insistRequested(const QString &word, bool insist);
  /// Empty: the mouse is over none.
  void pointedAt(const QString &word);
  void pinRequested(const QString &word);
  /// The `occurrence`th (0, 1, ...) `word` of the prompt is to become `nearWord`.
  void replaced(const QString &word, int occurrence, const QString &nearWord);

 protected:
  void resizeEvent(QResizeEvent *event) override;
  /// A chip has another size.
  bool eventFilter(QObject *watched, QEvent *event) override;

 private:
  void arrange();
  void applyScores();
  void applyInsisted();
  void applySuggestions();

  std::vector<WordChip *> chips_;
  std::vector<WordScore> scores_;
  std::vector<std::string> insisted_;
  bool suggests_ = false;
};

}  // namespace everyword

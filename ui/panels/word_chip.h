#pragma once

#include <QAbstractButton>
#include <QContextMenuEvent>
#include <QEnterEvent>
#include <optional>

#include "engine/api/engine.h"

namespace everyword {

/// One word of the prompt: shaded by its relevance, with the number beside it; underlined when the
/// run forgets it, struck through when the text encoder never sees it. A click or Space insists on
/// the word (a mark before it, a thick frame) or no longer; of a word that the pack does not know
/// it offers near words.
class WordChip : public QAbstractButton {
  Q_OBJECT

 public:
  explicit WordChip(const TokenInfo::Word &word, QWidget *parent = nullptr);
  const TokenInfo::Word &word() const { return word_; }
  void setRelevance(std::optional<double> relevance);
  void setInsisted(bool insisted);
  bool isInsisted() const { return insisted_; }
  /// A dotted frame: worth insisting on.
  void setSuggested(bool suggested);
  bool isSuggested() const { return suggested_; }
  /// Known to the pack, and seen by the text encoder.
  bool canInsist() const { return word_.known && !word_.cutOff; }
  /// Its relevance is under the floor.
  bool isForgotten() const;
  std::optional<double> relevance() const { return relevance_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 Q_SIGNALS:
  /// A near word was chosen in place of this one.
  void replaced(const QString &nearWord);
  void insistRequested(bool insist);
  /// The mouse is over the word, or no longer.
  void pointedAt(bool over);
  /// Its heat map is to stay.
  void pinRequested();

 protected:
  void paintEvent(QPaintEvent *) override;
  void contextMenuEvent(QContextMenuEvent *event) override { showMenu(event->globalPos()); }
  /// On the mark of a forgotten word the menu opens, which says what it means.
  void mouseReleaseEvent(QMouseEvent *event) override;
  void enterEvent(QEnterEvent *) override { Q_EMIT pointedAt(true); }
  void leaveEvent(QEvent *) override { Q_EMIT pointedAt(false); }

 private:
  void choose();
  void showMenu(const QPoint &place);
  void offerNearWords();
  QString insistText() const;
  QString shownText() const;
  void describe();
  QString number() const;

  TokenInfo::Word word_;
  std::optional<double> relevance_;
  bool insisted_ = false;
  bool suggested_ = false;
};

}  // namespace everyword

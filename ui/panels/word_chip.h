#pragma once

#include <QAbstractButton>
#include <optional>

#include "engine/api/engine.h"

namespace everyword {

/// One word of the prompt: shaded by its relevance, with the number beside it; struck through when
/// the text encoder never sees it, marked when the pack does not know it (a click then offers near
/// words).
class WordChip : public QAbstractButton {
  Q_OBJECT

 public:
  explicit WordChip(const TokenInfo::Word &word, QWidget *parent = nullptr);
  const TokenInfo::Word &word() const { return word_; }
  void setRelevance(std::optional<double> relevance);
  std::optional<double> relevance() const { return relevance_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 Q_SIGNALS:
  /// A near word was chosen in place of this one.
  void replaced(const QString &nearWord);

 protected:
  void paintEvent(QPaintEvent *) override;

 private:
  void offerNearWords();
  void describe();
  bool isForgotten() const;
  QString number() const;

  TokenInfo::Word word_;
  std::optional<double> relevance_;
};

}  // namespace everyword

#pragma once

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QWidget>

#include "engine/api/run_events.h"
#include "ui/panels/chip_strip.h"
#include "ui/panels/seed_editor.h"
#include "ui/project/document.h"
#include "ui/session/run_state.h"

namespace everyword {

/// The prompt with its words under it, the token count, and Generate / Pause / Stop in one place.
class PromptBar : public QWidget {
  Q_OBJECT

 public:
  explicit PromptBar(Document &document, QWidget *parent = nullptr);

  /// What else has a place at the end of the words' line.
  void addAtEnd(QWidget *widget) { below_->addWidget(widget); }
  void setTokens(const TokenInfo &info);
  void setWordScores(const std::vector<WordScore> &scores) { chips_->setScores(scores); }
  void setRunState(RunState state);
  /// Whether the run on screen can go on, and have more steps.
  void setContinuation(bool canContinue, bool canAddSteps);
  /// Whether it suggests words to insist on.
  void setSuggestsWords(bool suggests);
  /// Whether a word of the prompt is unknown to the pack.
  bool hasUnknownWords() const;

 Q_SIGNALS:
  void generateRequested();
  void continueRequested();
  void moreStepsRequested();
  void pauseToggled();
  void stopRequested();
  /// A word whose heat map is wanted as long as the mouse is over it; empty: over none.
  void wordPointedAt(const QString &word);
  /// Its heat map is to stay.
  void wordPinned(const QString &word);

 private:
  void build();
  QWidget *buildButtons();
  void connectDocument();
  void connectSeed();
  void showUnknownWords(const TokenInfo &info);
  void refreshSuggestions();
  void useSuggested();
  void replaceWord(const QString &word, int occurrence, const QString &nearWord);

  Document &document_;
  QLineEdit *promptEdit_;
  ChipStrip *chips_;
  QPushButton *useSuggested_;
  QLabel *tokenLabel_;
  QLabel *unknownLabel_;
  QHBoxLayout *below_;
  SeedEditor *seed_;
  QPushButton *generateButton_;
  QPushButton *pauseButton_;
  QPushButton *stopButton_;
  QPushButton *continueButton_, *moreButton_;
  bool suggests_ = false;
  int typing_ = 0;  ///< gesture of the typing session
};

}  // namespace everyword

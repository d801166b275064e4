#pragma once

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QWidget>

#include "ui/models/model_choice.h"

namespace everyword {

/// One model: what it is, where it came from, and what can be done with it.
class ModelDetails : public QWidget {
  Q_OBJECT

 public:
  ModelDetails(ModelShelf &shelf, ModelChoice &choice, QWidget *parent = nullptr);

  /// Empty: none.
  void show(const QString &key);

 Q_SIGNALS:
  void removeRequested(const QString &name);

 private:
  void build();
  QPushButton *addButton(const QString &name, const QString &icon, const QString &text);
  void connectButtons();
  void refresh();
  void refreshFacts(const ShelfItem &item);
  void addFact(const QString &name, const QString &text, bool oneLine = false);
  void refreshButtons(const ShelfItem &item);
  void refreshDownload(const ShelfItem &item);
  QString checkText(const ShelfItem &item) const;

  ModelShelf &shelf_;
  ModelChoice &choice_;
  QString key_;
  QLabel *title_, *family_, *progressText_;
  QWidget *facts_ = nullptr;
  QVBoxLayout *factsPlace_ = nullptr;
  QGridLayout *factsGrid_ = nullptr;
  QProgressBar *progress_;
  QCheckBox *accept_;
  QHBoxLayout *buttons_ = nullptr;
  QPushButton *use_, *download_, *pause_, *cancel_, *verify_, *remove_;
};

}  // namespace everyword

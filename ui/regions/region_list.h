#pragma once

#include <QVBoxLayout>
#include <QWidget>
#include <map>

#include "engine/api/run_events.h"
#include "ui/project/document.h"
#include "ui/regions/region_row.h"
#include "ui/regions/selection.h"

namespace everyword {

/// The regions, each with its two lamps.
class RegionList : public QWidget {
  Q_OBJECT

 public:
  RegionList(Document &document, Selection &selection, QWidget *parent = nullptr);
  /// Empty: no run yet.
  void setScores(const std::vector<RegionScore> &scores);
  /// nullptr when there is none.
  RegionRow *row(int regionId) const;

 Q_SIGNALS:
  void drawRequested();
  void refused(const QString &sentence);

 private:
  void onDocumentChanged(const ChangeEvent &event);
  void rebuild();
  void applyScores();

  Document &document_;
  Selection &selection_;
  QVBoxLayout *rows_;
  QWidget *emptyHint_;
  std::map<int, RegionRow *> rowOf_;
  std::map<int, RegionScore> scores_;
};

}  // namespace everyword

#pragma once

#include <QDockWidget>
#include <QPointer>
#include <utility>

#include "engine/api/run_events.h"
#include "ui/canvas/canvas_view.h"
#include "ui/regions/draw_box_tool.h"
#include "ui/regions/label_editor.h"
#include "ui/regions/region_layer.h"
#include "ui/regions/region_list.h"
#include "ui/regions/select_tool.h"
#include "ui/session/heat_map_settings.h"

namespace everyword {

/// All with which regions are edited, for the page of a mode that has them: list, canvas layer,
/// tools and commands. GUI thread only.
class RegionEditing : public QObject {
  Q_OBJECT

 public:
  RegionEditing(Document &document, HeatMapSettings &heatMap, CanvasScene &scene,
                CanvasView &canvas);
  ~RegionEditing() override;

  /// The list, for the window, which takes it.
  QDockWidget *dock() { return dock_; }
  QList<CanvasTool *> tools() { return {&selectTool_, &drawTool_}; }
  QList<QAction *> actions() { return {rename_, duplicate_, delete_}; }
  RegionLayer &layer() { return layer_; }
  /// Empty: no run.
  void setScores(const std::vector<RegionScore> &scores);
  void setKnownWords(const QStringList &words) { labelEditor_->setKnownWords(words); }
  /// F1 of each region, one clause; may be empty.
  QString scoresOf(const RunOutcome &outcome) const;
  /// As ModePage::gestures().
  QList<std::pair<QString, QString>> gestures() const;

 Q_SIGNALS:
  /// An edit was refused: one sentence.
  void refused(const QString &sentence);

 private:
  void connectActions();
  void connectEditor();
  void editLabel(int regionId);

  Document &document_;
  HeatMapSettings &heatMap_;
  CanvasView &canvas_;
  Selection selection_;
  RegionLayer layer_;
  SelectTool selectTool_;
  DrawBoxTool drawTool_;
  QPointer<LabelEditor> labelEditor_;  ///< a child of the canvas
  RegionList *list_;
  QDockWidget *dock_;
  QAction *delete_, *duplicate_, *rename_;
};

}  // namespace everyword

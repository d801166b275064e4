#pragma once

#include <QScrollArea>
#include <vector>

#include "ui/panels/param_row.h"
#include "ui/project/document.h"

class QVBoxLayout;

namespace everyword {

/// Every parameter of runParams(), grouped by what it answers, the advanced ones folded away. Built
/// from the table alone.
class GuidancePanel : public QScrollArea {
  Q_OBJECT

 public:
  explicit GuidancePanel(Document &document, QWidget *parent = nullptr);
  /// Parameters that a run cannot take up are locked.
  void setRunning(bool running);

 private:
  void addGroup(ParamSpec::Group group, QVBoxLayout &column);
  void refresh(const ChangeEvent &event);

  Document &document_;
  std::vector<ParamRow *> rows_;
};

}  // namespace everyword

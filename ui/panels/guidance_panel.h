#pragma once

#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <vector>

#include "ui/panels/param_row.h"
#include "ui/project/document.h"

class QVBoxLayout;

namespace everyword {

/// Every parameter of runParams() that the mode uses, grouped by what it answers, the advanced ones
/// folded away. Built from the table alone.
class GuidancePanel : public QScrollArea {
  Q_OBJECT

 public:
  explicit GuidancePanel(Document &document, QWidget *parent = nullptr);
  /// Shows the parameters of this mode; before the first call all.
  void setMode(const std::string &mode);
  /// Parameters that a run cannot take up are locked.
  void setRunning(bool running);

 private:
  /// What stands around the rows of a group.
  struct GroupParts {
    ParamSpec::Group group;
    QLabel *title = nullptr;      ///< where there are plain rows
    QToolButton *fold = nullptr;  ///< opens the advanced rows
    QWidget *advanced = nullptr;  ///< holds them
  };

  void addGroup(ParamSpec::Group group, QVBoxLayout &column);
  void refresh(const ChangeEvent &event);

  Document &document_;
  std::vector<ParamRow *> rows_;
  std::vector<GroupParts> groups_;
};

}  // namespace everyword

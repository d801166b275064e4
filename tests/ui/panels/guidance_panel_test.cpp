#include "ui/panels/guidance_panel.h"

#include <QComboBox>
#include <QSpinBox>
#include <catch2/catch.hpp>
#include <set>

#include "tests/ui/test_window.h"
#include "ui/panels/number_editor.h"
#include "ui/project/mode_params.h"
#include "ui/project/sample_project.h"

using namespace everyword;

namespace {

/// All but the one that only the command line has a use for: the timeline keeps every frame.
std::vector<ParamSpec> shownParams() {
  std::vector<ParamSpec> specs;
  for (const ParamSpec &spec : runParams()) {
    if (spec.name != "keep_frames_every") {
      specs.push_back(spec);
    }
  }
  return specs;
}

}  // namespace

TEST_CASE("Every parameter of the table has one editor with a name for screen readers", "[ui]") {
  testApplication();
  Document document;
  GuidancePanel panel(document);
  for (const ParamSpec &spec : shownParams()) {
    INFO(spec.name);
    const auto editors =
        panel.findChildren<QWidget *>(QString::fromStdString("param_" + spec.name));
    REQUIRE(editors.size() == 1);
    CHECK_FALSE(editors.front()->accessibleName().isEmpty());
  }
  CHECK(panel.findChildren<ParamEditor *>().size() == int(shownParams().size()));
}

TEST_CASE("Every parameter says what it does and what its default is", "[ui]") {
  testApplication();
  Document document;
  GuidancePanel panel(document);
  for (ParamEditor *editor : panel.findChildren<ParamEditor *>()) {
    CHECK(editor->toolTip().contains(QStringLiteral("Default: ")));
  }
}

TEST_CASE("A slider drag is one undo step and reset brings the default back", "[ui]") {
  testApplication();
  Document document;
  document.open(sampleProject(), QString());
  GuidancePanel panel(document);
  panel.show();
  auto *slider = panel.findChild<QSlider *>(QStringLiteral("slider_lambda"));
  REQUIRE(slider);
  slider->setSliderDown(true);
  for (int notch = 4; notch < 12; ++notch) {
    slider->setValue(notch);
  }
  slider->setSliderDown(false);
  CHECK(document.request().objective.lambda == Approx(11 * 0.05));
  CHECK(document.undoStack().count() == 1);
  document.undoStack().undo();
  CHECK(document.request().objective.lambda == Approx(RunRequest().objective.lambda));
  CHECK(slider->value() == 3);
}

TEST_CASE("What a run cannot take up is locked while it is on", "[ui]") {
  testApplication();
  Document document;
  GuidancePanel panel(document);
  panel.setRunning(true);
  for (const ParamSpec &spec : shownParams()) {
    INFO(spec.name);
    CHECK(panel.findChild<QWidget *>(QString::fromStdString("param_" + spec.name))->isEnabled() ==
          spec.live);
  }
  panel.setRunning(false);
  CHECK(panel.findChild<QWidget *>(QStringLiteral("param_steps"))->isEnabled());
}

TEST_CASE("The panel shows the parameters and choices of the mode, and counts those folded away",
          "[ui]") {
  testApplication();
  Document document;
  document.open(sampleProject(), QString());
  GuidancePanel panel(document);
  panel.show();
  for (const char *mode : {"layout", "edit", "layout"}) {
    panel.setMode(mode);
    for (const ParamSpec &spec : shownParams()) {
      INFO(mode << ": " << spec.name);
      auto *editor = panel.findChild<QWidget *>(QString::fromStdString("param_" + spec.name));
      CHECK(editor->parentWidget()->isHidden() != isUsedIn(spec, mode));
    }
  }
  auto *start = panel.findChild<QComboBox *>(QStringLiteral("param_start"));
  const int inLayout = start->count();
  panel.setMode("edit");
  CHECK(start->count() < inLayout);
  // A value of another mode stays until the user chooses.
  RunRequest request = document.request();
  request.start.kind = Start::TwoColours;
  document.open(request, QString());
  CHECK(start->currentText() == QStringLiteral("two colours"));
}

TEST_CASE("A number beyond the range becomes the nearest one, not what is left of its digits",
          "[ui]") {
  testApplication();
  Document document;
  document.open(sampleProject(), QString());
  GuidancePanel panel(document);
  panel.show();
  auto *width = panel.findChild<QSpinBox *>(QStringLiteral("param_width"));
  REQUIRE(width);
  for (const auto &[typed, becomes] : {std::pair{"8192", width->maximum()},
                                       {"3", width->minimum()},
                                       {"99999999999999999999", width->maximum()},
                                       {"320", 320}}) {
    INFO(typed);
    width->selectAll();
    QTest::keyClicks(width, QLatin1String(typed));
    QTest::keyClick(width, Qt::Key_Return);
    CHECK(width->value() == becomes);
    CHECK(document.request().start.width == becomes);
  }
}

// The Edit page as it looks before, during and after a run, and with the strip.
#include "tests/ui/modes/edit/edit_scene.h"
#include "tests/ui/workspace/screens.h"

using namespace everyword;

TEST_CASE("The Edit page in light and dark, small and large", "[ui]") {
  const Theme theme = GENERATE(Theme::Light, Theme::Dark);
  const QSize size = GENERATE(QSize(1024, 700), QSize(1600, 1000));
  applyTheme(testApplication(), theme);
  EditScene test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(15); });
  test.window->resize(size);
  const auto look = [&](const char *moment) {
    const QString name =
        QStringLiteral("10_edit_%1_%2").arg(size.width()).arg(QLatin1String(moment));
    const QImage image = shot(*test.window, name, theme);
    checkNothingIsClipped(*test.window);
    return image;
  };
  REQUIRE(test.facesAreThere());
  QTest::mouseClick(test.face(5), Qt::LeftButton);
  const QImage before = look("before");
  CHECK(before.size() == size);  // nothing needs more room than it has

  test.click("useSuggested");
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return test.window->history().steps().size() >= 12; }));
  CHECK(look("during") != before);
  REQUIRE(test.waitForTheEnd());
  test.action("actionBeforeAfter")->trigger();
  look("after");
  test.action("actionBeforeAfter")->trigger();
  test.action("actionProtect")->trigger();
  test.drag({0.35, 0.65}, {0.65, 0.7});
  look("protected");
  test.document().undoStack().undo();
  test.action("actionHeatMap")->trigger();
  look("heat_map");
  test.action("actionHeatMap")->trigger();
  test.action("actionDifference")->trigger();
  look("difference");
  test.action("actionDifference")->trigger();

  test.engine->stepTime = std::chrono::milliseconds(1);
  test.click("tryAll");
  REQUIRE(test.waitForTheEnd());
  look("tried");
}

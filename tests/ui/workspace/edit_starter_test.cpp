// Edit on the starter pack: nothing is faked.
#include <QSignalSpy>

#include "tests/ui/workspace/screens.h"
#include "ui/modes/edit/picture_button.h"

using namespace everyword;

namespace {

double meanDifference(const Frame &one, const Frame &other) {
  REQUIRE(one.rgba.size() == other.rgba.size());
  double sum = 0;
  for (std::size_t index = 0; index < one.rgba.size(); ++index) {
    sum += std::abs(int(one.rgba[index]) - int(other.rgba[index]));
  }
  return sum / double(one.rgba.size());
}

}  // namespace

TEST_CASE("On the starter pack a face of the grid is edited by picked words, then by every lambda",
          "[ui][slow]") {
  const Theme theme = GENERATE(Theme::Light, Theme::Dark);
  applyTheme(testApplication(), theme);
  MainWindow window([] { return makeEngine(EVERYWORD_SOURCE_DIR "/resources"); });
  window.show();
  const auto find = [&](const char *name) {
    return window.findChild<QAbstractButton *>(QLatin1String(name));
  };
  const auto click = [&](const char *name) { QTest::mouseClick(find(name), Qt::LeftButton); };
  const auto faces = [&] {
    return window.findChild<QWidget *>(QStringLiteral("faceGrid"))->findChildren<PictureButton *>();
  };
  QSignalSpy ready(&window, &MainWindow::ready);
  REQUIRE(waitUntil([&] { return ready.count() >= 1; }, 60000));
  testApplication().startTiming();
  click("mode_edit");
  REQUIRE(waitUntil([&] { return window.document().request().mode == "edit"; }, 60000));
  REQUIRE(waitUntil([&] { return faces().at(11)->hasPicture(); }, 60000));
  auto *prompt = window.findChild<QLineEdit *>(QStringLiteral("promptEdit"));
  prompt->clear();
  QTest::keyClicks(prompt, QStringLiteral("a person with purple hair"));
  RunRequest request = window.document().request();
  request.objective.regions.clear();  // of the sample
  request.schedule.steps = 8;
  window.document().setRequest(request);
  QTest::mouseClick(faces().at(2), Qt::LeftButton);
  REQUIRE(waitUntil([&] { return window.scene().frame() != nullptr; }, 60000));
  REQUIRE(waitUntil([&] { return find("useSuggested")->isVisible(); }, 60000));
  click("useSuggested");
  shot(window, QStringLiteral("11_edit_starter_before"), theme);

  QSignalSpy finished(&window.controller(), &RunController::finished);
  QSignalSpy failed(&window.controller(), &RunController::failed);
  click("generateButton");
  REQUIRE(waitUntil([&] { return finished.count() + failed.count() > 0; }, 300000));
  INFO(window.messages().text().toStdString());
  REQUIRE(finished.count() == 1);
  const auto outcome = finished.front().front().value<RunOutcome>();
  CHECK(outcome.kind == RunOutcome::Kind::Finished);
  CHECK(outcome.step == 8);
  REQUIRE(window.history().startFrame());
  CHECK(meanDifference(*window.history().startFrame(), *outcome.frame) > 0.2);
  shot(window, QStringLiteral("11_edit_starter_after"), theme);

  click("tryAll");
  REQUIRE(waitUntil([&] { return finished.count() + failed.count() > 1; }, 600000));
  REQUIRE(failed.count() == 0);
  CHECK(window.group().best() >= 0);
  for (const RunGroup::Run &run : window.group().runs()) {
    REQUIRE(run.outcome);
    CHECK(run.outcome->step == 8);
  }
  shot(window, QStringLiteral("11_edit_starter_tried"), theme);
  WARN("longest event of the GUI thread: " << testApplication().longestMs()
                                           << " ms of processor time ("
                                           << testApplication().longestWhat() << ")");
}

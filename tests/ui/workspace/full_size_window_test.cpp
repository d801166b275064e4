// The files that users have, at full size, from the import to the picture.
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/bench/full_size_files.h"
#include "tests/ui/test_window.h"

using namespace everyword;

TEST_CASE(
    "A full-size CLIP and VQGAN, imported and chosen in the model manager, make a picture; the "
    "starter pack does so after them",
    "[ui][slow]") {
  testApplication();
  QTemporaryDir folder;
  const auto file = [&](const char *name) { return folder.filePath(QLatin1String(name)); };
  writeOpenAiVitB32(file("ViT-B-32.pt").toStdString());
  writeLightningVqganF16(file("vqgan_f16.ckpt").toStdString());
  writeVqganF16Yaml(file("vqgan_f16.yaml").toStdString());
  writeMerges(file("merges.txt").toStdString());
  MainWindow window([] { return makeEngine(EVERYWORD_SOURCE_DIR "/resources"); },
                    [&] {
                      return makeModelStore(EVERYWORD_SOURCE_DIR "/resources",
                                            file("models").toStdString());
                    });
  window.show();
  QSignalSpy prepared(&window.controller(), &RunController::prepared);
  REQUIRE(waitUntil([&] { return prepared.count() == 1; }, 60000));
  testApplication().startTiming();

  ModelsDialog &dialog = window.models().openManager();
  const auto pressUse = [&](const char *key) {
    dialog.pick(QLatin1String(key));
    QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("useModel")), Qt::LeftButton);
  };
  const auto run = [&] {
    RunRequest request = window.document().request();
    request.schedule.steps = request.cutouts.count = 2;
    window.document().setRequest(request);
    QSignalSpy finished(&window.controller(), &RunController::finished);
    QSignalSpy failed(&window.controller(), &RunController::failed);
    window.runs().generate();
    REQUIRE(waitUntil([&] { return finished.count() + failed.count() > 0; }, 300000));
    INFO(window.messages().text().toStdString());
    REQUIRE(failed.count() == 0);
    return finished.front().front().value<RunOutcome>();
  };

  ModelShelf &shelf = window.models().shelf();
  window.models().importFiles({file("ViT-B-32.pt"), file("vqgan_f16.ckpt"), file("merges.txt")});
  REQUIRE(waitUntil([&] { return !shelf.isBusy(); }, 300000));
  REQUIRE(shelf.find(QStringLiteral("model:vqgan_f16")));
  REQUIRE(shelf.find(QStringLiteral("model:merges")));
  const ModelSet &chosen = window.document().request().models;
  // Vocabulary and yaml come with the models, beside which they are installed.
  pressUse("model:ViT-B-32");
  REQUIRE(waitUntil([&] { return !chosen.path("clip").empty(); }, 60000));
  pressUse("model:vqgan_f16");
  REQUIRE(waitUntil([&] { return !chosen.path("vqgan").empty(); }, 60000));
  const RunOutcome own = run();
  CHECK(own.kind == RunOutcome::Kind::Finished);
  CHECK(own.step == 2);
  REQUIRE(own.frame);

  pressUse("pack:starter");
  REQUIRE(waitUntil([&] { return chosen == ModelSet(); }));
  const RunOutcome pack = run();
  REQUIRE(pack.frame);
  CHECK(pack.frame->rgba != own.frame->rgba);
  WARN("longest event of the GUI thread: " << testApplication().longestMs()
                                           << " ms of processor time ("
                                           << testApplication().longestWhat() << ")");
}

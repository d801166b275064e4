#include "ui/theme/theme.h"

#include <QEvent>
#include <QLabel>
#include <QStyleFactory>

namespace everyword {
namespace {

ThemeColours lightColours() {
  return {.window = "#f3f3f4",
          .panel = "#fafafa",
          .field = "#ffffff",
          .border = "#d3d5d9",
          .text = "#1d2025",
          .mutedText = "#5f6670",
          .accent = "#2f62c9",
          .accentText = "#ffffff",
          .hover = "#e6e8ec",
          .canvas = "#dfe0e3",
          .good = "#1f7a4d",
          .warning = "#8a5a00",
          .bad = "#b3261e"};
}

ThemeColours darkColours() {
  return {.window = "#1f2124",
          .panel = "#25272b",
          .field = "#17191b",
          .border = "#3a3e44",
          .text = "#e6e7ea",
          .mutedText = "#9aa1ab",
          .accent = "#7aa5ff",
          .accentText = "#0f1a30",
          .hover = "#31353a",
          .canvas = "#141517",
          .good = "#5fcf96",
          .warning = "#e6b450",
          .bad = "#ff8a80"};
}

/// Names of files and words of projects come from elsewhere: labels, tips and questions show them
/// as they are, where Qt would take "<img src=...>" for markup. What is markup says so itself.
class PlainLabels : public QObject {
 public:
  using QObject::QObject;

 protected:
  bool eventFilter(QObject *watched, QEvent *event) override {
    auto *label = event->type() == QEvent::Polish ? qobject_cast<QLabel *>(watched) : nullptr;
    if (label && label->textFormat() == Qt::AutoText) {
      label->setTextFormat(Qt::PlainText);
    }
    return false;
  }
};

struct Applied {
  Theme theme = Theme::Light;
  ThemeColours colours = lightColours();
};
Applied &applied() {
  static Applied value;
  return value;
}

QPalette paletteOf(const ThemeColours &colours) {
  QPalette palette(colours.text, colours.window);
  palette.setColor(QPalette::Window, colours.window);
  palette.setColor(QPalette::Base, colours.field);
  palette.setColor(QPalette::AlternateBase, colours.panel);
  palette.setColor(QPalette::Button, colours.panel);
  palette.setColor(QPalette::ToolTipBase, colours.panel);
  palette.setColor(QPalette::Mid, colours.border);
  palette.setColor(QPalette::Highlight, colours.accent);
  palette.setColor(QPalette::HighlightedText, colours.accentText);
  palette.setColor(QPalette::Link, colours.accent);
  palette.setColor(QPalette::PlaceholderText, colours.mutedText);
  for (const auto role :
       {QPalette::Text, QPalette::ButtonText, QPalette::WindowText, QPalette::ToolTipText}) {
    palette.setColor(role, colours.text);
    QColor faded = colours.mutedText;
    faded.setAlphaF(0.7F);
    palette.setColor(QPalette::Disabled, role, faded);
  }
  return palette;
}

}  // namespace

bool isThemeFixed() {
  const QByteArray wanted = qgetenv("EVERYWORD_THEME").toLower();
  return wanted == "dark" || wanted == "light";
}

Theme chosenTheme(const QPalette &systemPalette) {
  if (isThemeFixed()) {
    return qgetenv("EVERYWORD_THEME").toLower() == "dark" ? Theme::Dark : Theme::Light;
  }
  const bool dark = systemPalette.color(QPalette::WindowText).lightness() >
                    systemPalette.color(QPalette::Window).lightness();
  return dark ? Theme::Dark : Theme::Light;
}

void applyTheme(QApplication &application, Theme theme) {
  static auto *const plainLabels = new PlainLabels(&application);
  application.installEventFilter(plainLabels);  // the same filter is installed once
  applied() = {theme, theme == Theme::Dark ? darkColours() : lightColours()};
  application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  application.setPalette(paletteOf(themeColours()));
  application.setStyleSheet(styleSheet(themeColours()));
}

const ThemeColours &themeColours() { return applied().colours; }
Theme currentTheme() { return applied().theme; }

}  // namespace everyword

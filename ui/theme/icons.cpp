#include "ui/theme/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

// Of a static library, hence by hand; the macro has to stand outside every namespace.
static void registerIcons() { Q_INIT_RESOURCE(icons); }

namespace everyword {
namespace {

QByteArray svgOf(const QString &name) {
  static const bool registered = (registerIcons(), true);
  Q_UNUSED(registered);
  QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Renders the SVG at the size asked for, with the colour of the moment in place of currentColor.
class SvgIconEngine : public QIconEngine {
 public:
  /// `colour` null: the palette's text colour.
  SvgIconEngine(const QString &name, QColor ThemeColours::*colour) : name_(name), colour_(colour) {}

  void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override {
    QByteArray svg = svgOf(name_);
    QColor colour = colourFor(mode);
    svg.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    painter->save();
    painter->setOpacity(painter->opacity() * colour.alphaF());
    renderer.render(painter, rect);
    painter->restore();
  }

  QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override {
    const QString key = QStringLiteral("svg:%1:%2:%3x%4")
                            .arg(name_, colourFor(mode).name(QColor::HexArgb))
                            .arg(size.width())
                            .arg(size.height());
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
      pixmap = QPixmap(size);
      pixmap.fill(Qt::transparent);
      QPainter painter(&pixmap);
      paint(&painter, QRect(QPoint(), size), mode, state);
      painter.end();
      QPixmapCache::insert(key, pixmap);
    }
    return pixmap;
  }

  QIconEngine *clone() const override { return new SvgIconEngine(name_, colour_); }

 private:
  QColor colourFor(QIcon::Mode mode) const {
    const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
    QColor colour = colour_ ? themeColours().*colour_
                            : QApplication::palette().color(group, QPalette::WindowText);
    if (mode == QIcon::Disabled) {
      colour.setAlphaF(0.4F);
    }
    return colour;
  }

  QString name_;
  QColor ThemeColours::*colour_;
};

}  // namespace

QIcon themedIcon(const QString &name) { return themedIcon(name, nullptr); }

QIcon themedIcon(const QString &name, QColor ThemeColours::*colour) {
  return QIcon(new SvgIconEngine(name, colour));
}

}  // namespace everyword

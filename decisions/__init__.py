"""The portal of public participation in major administrative decisions (重大行政决策公众参与)."""

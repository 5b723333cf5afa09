"""The document of an agency, its file versions, kinds, register numbers."""
